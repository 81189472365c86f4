package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.Op;
import java.nio.ByteBuffer;

/**
 * The steps of collective operations of two groups that go by the leader of each group, its rank 0:
 * to a leader, between the leaders, and from each leader down a binomial tree of its group. So n
 * and m ranks send about n + m messages.
 */
final class Leaders {
  private static final int LEADER = 0;

  private final Communicator both; // groups
  private final Communicator group; // the local one
  private final Channel channel;
  private final int remoteLeader; // in both groups
  private final boolean isLeader;

  Leaders(Channel channel) {
    this.channel = channel;
    both = channel.hidden;
    group = channel.group;
    remoteLeader = channel.peer(LEADER);
    isLeader = channel.rank == LEADER;
  }

  /** What the root does: the others of its group do nothing. */
  void sendToGroup(Steps steps, Data data) {
    steps.send(data, both, remoteLeader);
  }

  /** What the remote group does. */
  void receiveFrom(Steps steps, int root, Data into) {
    if (isLeader) {
      steps.receive(into, both, channel.peer(root));
    }
    down(steps, into);
  }

  /** What the leader has, all ranks of its group get. */
  private void down(Steps steps, Data data) {
    steps.endStep();
    int rank = channel.rank;
    int lowest = Integer.lowestOneBit(rank);
    if (!isLeader) {
      steps.receive(data, group, rank - lowest);
      steps.endStep();
    }
    for (int child = 1; (isLeader || child < lowest) && rank + child < group.size(); child *= 2) {
      steps.send(data, group, rank + child);
    }
  }

  /** What the remote group does in a reduction to a root. */
  void reduceTo(Steps steps, int root, Data operand, Op op) {
    ByteBuffer result = reduce(steps, operand, op);
    if (isLeader) {
      steps.send(Data.of(result), both, channel.peer(root));
    }
  }

  /** The result of the local group, in its leader; null elsewhere. */
  private ByteBuffer reduce(Steps steps, Data operand, Op op) {
    ByteBuffer result = isLeader ? Transfer.allocate(operand.bytes()) : null;
    Data into = isLeader ? Data.of(result, operand.type()) : null;
    steps.operation(() -> group.ireduce(operand, into, op, LEADER));
    steps.endStep();
    return result;
  }

  void receiveFromGroup(Steps steps, ByteBuffer result) {
    steps.receive(Data.of(result), both, remoteLeader);
  }

  /** All get the result of the other group. */
  void allreduce(Steps steps, Data operand, ByteBuffer result, Op op) {
    ByteBuffer own = reduce(steps, operand, op);
    Data others = Data.of(result);
    if (isLeader) {
      steps.receive(others, both, remoteLeader);
      steps.send(Data.of(own), both, remoteLeader);
    }
    down(steps, others);
  }

  /**
   * Each rank receives the bytes of all ranks of the other group, one after another.
   *
   * @param parts of each rank of the remote group, in the memory of {@code others}
   */
  void allgather(Steps steps, Data own, Data others, Data... parts) {
    for (int i = 0; isLeader && i < parts.length; i++) {
      steps.receive(parts[i], both, channel.peer(i));
    }
    steps.send(own, both, remoteLeader);
    down(steps, others);
  }
}
