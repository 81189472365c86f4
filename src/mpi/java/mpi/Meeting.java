package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How two groups come to have contexts in common. The leaders agree, and tell the others of their
 * group.
 */
final class Meeting {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int NAME_BYTES = 16;

  /** What a leader tells its group first: whether it failed, and how many numbers follow. */
  private static final int HEAD = 2;

  private static final int FAILED = -1;

  private Meeting() {}

  /** A name that nobody else has, and that nobody can guess. */
  static String newName(String kind) {
    byte[] random = new byte[NAME_BYTES];
    new SecureRandom().nextBytes(random);
    return kind + "-" + HexFormat.of().formatHex(random);
  }

  // ---- by a communicator in which the leaders are

  static Intercomm byLeaders(Comm peer, Comm local, int leader, int remoteLeader, int tag) {
    if (local == null) {
      throw peer.failure(new MPIException(ErrorClass.COMM, "the local communicator is null"));
    }
    try {
      Channel group = local.channel();
      check(group, leader, tag);
      long[] remote =
          group.rank == leader ? agree(peer, group, remoteLeader, tag) : listen(group, leader);
      boolean isFirst = remote[0] == 1;
      long[] members = Arrays.copyOfRange(remote, 1, remote.length);
      return local.copyHandler(new Intercomm(join(group.local, members, isFirst, tag)));
    } catch (MessageException | RuntimeException e) {
      throw peer.failure(e);
    }
  }

  /** What the leader does: returns 1 or 0, if this group is the first, and the other's members. */
  private static long[] agree(Comm peer, Channel group, int remoteLeader, int tag)
      throws MessageException {
    long[] told = {FAILED};
    try {
      told = exchange(peer.channel(), remoteLeader, tag, group.local.processes());
      told[0] = Group.own() < told[0] ? 1 : 0;
    } finally { // the others would wait for ever
      group.hidden.broadcast(Data.of(new long[] {told[0], told.length}), group.rank);
    }
    group.hidden.broadcast(Data.of(told), group.rank);
    return told;
  }

  /** What the others do. */
  private static long[] listen(Channel group, int leader) throws MessageException {
    long[] head = new long[HEAD];
    group.hidden.broadcast(Data.of(head), leader);
    if (head[0] == FAILED) {
      throw new MPIException(ErrorClass.OTHER, "the leaders of the groups did not agree");
    }
    long[] told = new long[(int) head[1]];
    group.hidden.broadcast(Data.of(told), leader);
    return told;
  }

  private static void check(Channel group, int leader, int tag) {
    if (group.isInter()) {
      throw new MPIException(ErrorClass.COMM, "the local communicator has two groups");
    }
    if (leader < 0 || leader >= group.local.getSize()) {
      throw new MPIException(ErrorClass.RANK, "the local leader is not a rank: " + leader);
    }
    if (tag < 0 || tag == Integer.MAX_VALUE) {
      throw new MPIException(ErrorClass.TAG, "the tag is out of range: " + tag);
    }
  }

  /** The number of the other leader, then the members of its group. */
  private static long[] exchange(Channel peer, int remoteLeader, int tag, long[] own)
      throws MessageException {
    if (remoteLeader < 0 || remoteLeader >= peer.remote.getSize()) {
      throw new MPIException(ErrorClass.RANK, "the remote leader is not a rank: " + remoteLeader);
    }
    int to = peer.peer(remoteLeader);
    int on = Tags.INTERCOMM + tag % Tags.INTERCOMM_COUNT;
    long[] sizes = new long[1];
    peer.hidden.sendRecv(Data.of(new long[] {own.length}), to, on, Data.of(sizes), to, on);
    long[] sent = new long[1 + own.length];
    sent[0] = Group.own();
    System.arraycopy(own, 0, sent, 1, own.length);
    long[] received = new long[1 + (int) sizes[0]];
    peer.hidden.sendRecv(Data.of(sent), to, on, Data.of(received), to, on);
    return received;
  }

  /** In one world by its own messages, so that those of all its communicators move on together. */
  private static Channel join(Group local, long[] remote, boolean isFirst, int tag)
      throws MessageException {
    long[] mine = local.processes();
    long[] both = isFirst ? concat(mine, remote) : concat(remote, mine);
    if (Arrays.stream(both).distinct().count() < both.length) {
      throw new MPIException(ErrorClass.COMM, "a process is in both groups");
    }
    Channel world = MPI.COMM_WORLD.channel();
    int[] ranks = Arrays.stream(both).mapToInt(world.local::indexOf).toArray();
    if (Arrays.stream(ranks).anyMatch(rank -> rank < 0)) {
      throw new MPIException(
          ErrorClass.UNSUPPORTED_OPERATION,
          "processes that were started separately get a communicator only by spawn, accept"
              + " and connect");
    }
    Communicator messages = World.own(world.hidden.createGroup(tag, ranks));
    return between(messages, local, new Group(remote), isFirst ? mine.length : 0);
  }

  private static long[] concat(long[] first, long[] second) {
    long[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static Channel between(Communicator messages, Group local, Group remote, int firstRemote)
      throws MessageException {
    int[] peers = new int[remote.getSize()];
    Arrays.setAll(peers, i -> firstRemote + i);
    return Channel.between(messages, World.own(messages.duplicate()), local, remote, peers);
  }

  // ---- by a name that both groups know

  /** Ranks that do not share a node's memory find nobody by a name. */
  static void requireOneNode(Channel group) {
    if (group.spansNodes()) {
      throw new MPIException(
          ErrorClass.UNSUPPORTED_OPERATION,
          "spawn, accept and connect need a communicator whose ranks are on one node, as"
              + " COMM_TYPE_SHARED gives it");
    }
  }

  /** Waits until all of both groups have come. */
  static Intercomm byName(String name, Channel group, int remoteSize, boolean isFirst)
      throws IOException {
    int size = group.local.getSize();
    int rank = (isFirst ? 0 : remoteSize) + group.rank;
    Communicator messages = World.own(Communicator.join(name, rank, size + remoteSize, LONGEST));
    long[] all = new long[size + remoteSize];
    messages.allgather(Data.of(new long[] {Group.own()}), Data.of(all));
    int from = isFirst ? size : 0;
    Group remote = new Group(Arrays.copyOfRange(all, from, from + remoteSize));
    Intercomm made = new Intercomm(between(messages, group.local, remote, from));
    World.connected(made);
    return made;
  }
}
