package io.crossmem.message;

import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.shm.SharedAtomics;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Rank 1 corrupts the list of rings to rank 0, which continues with rank 2. */
final class CorruptListRank {
  private CorruptListRank() {}

  public static void main(String... arguments) throws IOException, CorruptRingException {
    if ("1".equals(arguments[1])) {
      write(arguments);
      return;
    }
    try (Communicator world = Ranks.join(arguments)) {
      int other = 2 - world.rank();
      exchange(world, other);
      if (world.rank() == 0) {
        Request last = world.irecv(ByteBuffer.allocateDirect(8), other, 1);
        Request lost = world.irecv(ByteBuffer.allocateDirect(8), 1, 1);
        world.send(ByteBuffer.allocateDirect(8), 1, 0); // now rank 1 may begin
        try {
          lost.await();
          throw new AssertionError("a malformed list was accepted");
        } catch (PeerFailedException e) {
          if (e.rank() != 1 || !e.getMessage().contains("has an unusable ring")) {
            throw new AssertionError(e);
          }
        }
        world.send(ByteBuffer.allocateDirect(8), other, 1);
        last.await();
      } else {
        world.recv(ByteBuffer.allocateDirect(8), other, 1);
        world.send(ByteBuffer.allocateDirect(8), other, 1);
      }
      exchange(world, other);
    }
  }

  private static void exchange(Communicator world, int other) throws IOException {
    ByteBuffer message = ByteBuffer.allocateDirect(8);
    world.sendRecv(message, other, 0, ByteBuffer.allocateDirect(8), other, 0);
  }

  private static void write(String... arguments) throws IOException, CorruptRingException {
    try (BareRank self = new BareRank(arguments)) {
      self.from(0); // waits until rank 0 has sent
      int head = SegmentDescriptor.rank(0) + SegmentDescriptor.FIRST_RING;
      SharedAtomics.setInt(self.segment.memory(), head, 12345);
      while (!self.hasLeft(0)) {
        Thread.onSpinWait();
      }
    }
  }
}
