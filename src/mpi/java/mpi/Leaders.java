package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import java.nio.ByteBuffer;

/**
 * Collective operations of two groups in three steps: within each group to its leader, rank 0;
 * between the leaders; and from each leader to its group. So n and m ranks send about n + m
 * messages.
 */
final class Leaders {
  private static final int LEADER = 0;

  private final Communicator between; // both groups
  private final Communicator group; // the local one
  private final Channel channel;
  private final boolean isLeader;

  Leaders(Channel channel) {
    this.channel = channel;
    between = channel.hidden;
    group = channel.group;
    isLeader = channel.rank == LEADER;
  }

  /** What the root does: the others of its group do nothing. */
  void sendToGroup(Data data) throws MessageException {
    between.send(data, channel.peer(LEADER), Tags.LEADERS);
  }

  /** What the remote group does. */
  void receiveFrom(int root, Data into) throws MessageException {
    if (isLeader) {
      between.recv(into, channel.peer(root), Tags.LEADERS);
    }
    group.broadcast(into, LEADER);
  }

  /** What the remote group does in a reduction to a root. */
  void reduceTo(int root, Data operand, io.crossmem.message.Op op) throws MessageException {
    ByteBuffer result = reduced(operand, op);
    if (isLeader) {
      between.send(Data.of(result), channel.peer(root), Tags.LEADERS);
    }
  }

  /** The result of the local group, in its leader; null elsewhere. */
  private ByteBuffer reduced(Data operand, io.crossmem.message.Op op) throws MessageException {
    ByteBuffer result = isLeader ? Transfer.allocate(operand.bytes()) : null;
    group.reduce(operand, isLeader ? Data.of(result, operand.type()) : null, op, LEADER);
    return result;
  }

  void receiveFromGroup(ByteBuffer result) throws MessageException {
    between.recv(Data.of(result), channel.peer(LEADER), Tags.LEADERS);
  }

  /** All get the result of the other group. */
  void allreduce(Data operand, ByteBuffer result, io.crossmem.message.Op op)
      throws MessageException {
    ByteBuffer own = reduced(operand, op);
    if (isLeader) {
      exchange(Data.of(own), Data.of(result));
    }
    group.broadcast(Data.of(result), LEADER);
  }

  private void exchange(Data own, Data others) throws MessageException {
    int peer = channel.peer(LEADER);
    between.sendRecv(own, peer, Tags.LEADERS, others, peer, Tags.LEADERS);
  }

  /**
   * Each rank receives the bytes of all ranks of the other group, one after another.
   *
   * @param own bytes of this rank; their number may differ from rank to rank
   * @param others receives those of the remote group
   */
  void allgather(Data own, Data others) throws MessageException {
    int[] mine = {Math.toIntExact(own.bytes())};
    if (isLeader) {
      int[] counts = new int[group.size()];
      group.gather(Data.of(mine), Data.of(counts), LEADER);
      int[] offsets = new int[counts.length];
      int all = 0;
      for (int i = 0; i < counts.length; i++) {
        offsets[i] = all;
        all = Math.addExact(all, counts[i]);
      }
      ByteBuffer together = Transfer.allocate(all);
      group.gatherv(own, Data.of(together), counts, offsets, LEADER);
      exchange(Data.of(together), others);
    } else {
      group.gather(Data.of(mine), null, LEADER);
      group.gatherv(own, null, null, null, LEADER);
    }
    group.broadcast(others, LEADER);
  }
}
