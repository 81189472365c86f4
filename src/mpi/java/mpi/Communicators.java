package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import java.util.Optional;

/** Makes communicators out of others. */
final class Communicators {
  private Communicators() {}

  static Intracomm split(Intracomm from, int color, int key) {
    try {
      if (color < 0 && color != MPI.UNDEFINED) {
        throw new MPIException(ErrorClass.ARG, "the color is negative: " + color);
      }
      Channel channel = split(from.channel(), color, key);
      return channel == null ? MPI.COMM_NULL : from.copyHandler(new Intracomm(channel));
    } catch (MessageException | RuntimeException e) {
      throw from.failure(e);
    }
  }

  /** The color is the lowest rank of the node. */
  static Intracomm splitByNode(Intracomm from, boolean isMember, int key) {
    int[] color = new int[1];
    try {
      Channel channel = from.channel();
      color[0] = channel.rank;
      try (Communicator node = channel.messages.node()) {
        node.broadcast(Data.of(color), 0);
      }
    } catch (MessageException | RuntimeException e) {
      throw from.failure(e);
    }
    return split(from, isMember ? color[0] : MPI.UNDEFINED, key);
  }

  /** Null if the color is {@code UNDEFINED}. */
  static Channel split(Channel from, int color, int key) throws MessageException {
    Optional<Communicator> messages = from.messages.split(color < 0 ? -1 : color, key);
    if (messages.isEmpty()) {
      return null;
    }
    Communicator own = World.own(messages.get());
    Communicator hidden = World.own(own.duplicate());
    long[] mine = {from.local.processes()[from.rank]};
    long[] members = new long[own.size()];
    hidden.allgather(Data.of(mine), Data.of(members));
    return Channel.ofGroup(own, hidden, new Group(members));
  }

  static Intracomm create(Intracomm from, Group group) {
    try {
      Channel channel = from.channel();
      int[] ranks = ranks(channel, group);
      Optional<Communicator> messages = channel.messages.create(ranks);
      if (messages.isEmpty()) {
        return MPI.COMM_NULL;
      }
      Communicator own = World.own(messages.get());
      return from.copyHandler(
          new Intracomm(Channel.ofGroup(own, World.own(own.duplicate()), group.copy())));
    } catch (MessageException | RuntimeException e) {
      throw from.failure(e);
    }
  }

  static Intracomm createGroup(Intracomm from, Group group, int tag) {
    try {
      Channel channel = from.channel();
      int[] ranks = ranks(channel, group);
      if (group.getRank() < 0) {
        throw new MPIException(ErrorClass.GROUP, "this rank is not a member of the group");
      }
      if (tag < 0 || tag == Integer.MAX_VALUE) {
        throw new MPIException(ErrorClass.TAG, "the tag is out of range: " + tag);
      }
      Communicator own = World.own(channel.messages.createGroup(tag, ranks));
      return from.copyHandler(
          new Intracomm(Channel.ofGroup(own, World.own(own.duplicate()), group.copy())));
    } catch (MessageException | RuntimeException e) {
      throw from.failure(e);
    }
  }

  /** Of a group's members, in a communicator. */
  private static int[] ranks(Channel channel, Group group) {
    long[] members = Group.check(group).processes();
    int[] ranks = new int[members.length];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = channel.local.indexOf(members[i]);
      if (ranks[i] < 0) {
        throw new MPIException(
            ErrorClass.GROUP, "a member of the group does not belong to the communicator");
      }
    }
    return ranks;
  }
}
