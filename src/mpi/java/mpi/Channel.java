package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import io.crossmem.message.Transport;
import java.util.Objects;

/**
 * The basis of a communicator: two contexts of messages, and its ranks in them.
 *
 * <p>In an intracommunicator a rank is the same in all of them. In an intercommunicator the
 * contexts hold both groups, and a rank is one of the remote group.
 */
final class Channel {
  /** The program's own messages and collective operations. */
  final Communicator messages;

  /** Messages that the program does not see; {@link Tags} lists their tags. */
  final Communicator hidden;

  final Group local;
  final Group remote; // the same as local, but for an intercommunicator
  final int rank; // of this process, in the local group

  private final int[] peers; // ranks in the contexts by ranks here; null if they are the same
  private final int[] ranks; // the other way round

  /**
   * Of the local group alone, for the program's collective operations; null if there is one group.
   */
  final Communicator group;

  private int started; // collective operations of two groups

  private Channel(
      Communicator messages,
      Communicator hidden,
      Communicator group,
      Group local,
      Group remote,
      int[] peers) {
    this.messages = messages;
    this.group = group;
    this.hidden = hidden;
    this.local = local;
    this.remote = remote;
    rank = local.getRank();
    this.peers = peers;
    ranks = peers == null ? null : new int[messages.size()];
    for (int i = 0; peers != null && i < peers.length; i++) {
      ranks[peers[i]] = i;
    }
  }

  static Channel ofWorld(Communicator messages, Communicator hidden) throws MessageException {
    int[] number = {newNumber()};
    hidden.broadcast(Data.of(number), 0);
    return ofGroup(messages, hidden, Group.ofWorld(number[0], messages.size(), messages.rank()));
  }

  /** For a world; almost certainly unique on this machine. */
  private static int newNumber() {
    return Objects.hash(ProcessHandle.current().pid(), System.nanoTime()) & Integer.MAX_VALUE;
  }

  static Channel ofSelf(Communicator messages, Communicator hidden) {
    return ofGroup(messages, hidden, new Group(new long[] {Group.own()}));
  }

  /** Of an intracommunicator. */
  static Channel ofGroup(Communicator messages, Communicator hidden, Group group) {
    return new Channel(messages, hidden, null, group, group, null);
  }

  /**
   * Of an intercommunicator. Collective.
   *
   * @param peers the ranks in the contexts of the remote group's ranks
   */
  static Channel between(
      Communicator messages, Communicator hidden, Group local, Group remote, int... peers)
      throws MessageException {
    int side = peers[0] == 0 ? 1 : 0;
    Communicator group = World.own(hidden.split(side, local.getRank()).orElseThrow());
    return new Channel(messages, hidden, group, local, remote, peers);
  }

  boolean isInter() {
    return peers != null;
  }

  /** Whether some of its processes are on other nodes; the same in all of them. */
  boolean spansNodes() {
    boolean spans = false;
    for (int i = 0; i < messages.size() && !spans; i++) {
      spans = messages.transport(i).kind() == Transport.Kind.NETWORK;
    }
    return spans;
  }

  /** A rank of the remote group, in the contexts. */
  int peer(int rank) {
    return peers == null ? rank : peers[rank];
  }

  /** A rank in the contexts, in the remote group. */
  int rank(int peer) {
    return ranks == null ? peer : ranks[peer];
  }

  /** For a collective operation of two groups; the same in all ranks. */
  int nextTag() {
    return Tags.TWO_GROUPS + 2 * (started++ & (Tags.TWO_GROUPS_COUNT - 1));
  }

  /** Another one of the same processes. Collective. */
  Channel duplicate() throws MessageException {
    Communicator copy = World.own(messages.duplicate());
    Communicator hiddenCopy = World.own(hidden.duplicate());
    return peers == null
        ? ofGroup(copy, hiddenCopy, local)
        : between(copy, hiddenCopy, local, remote, peers);
  }

  void close() {
    World.close(messages);
    World.close(hidden);
    if (group != null) {
      World.close(group);
    }
  }
}
