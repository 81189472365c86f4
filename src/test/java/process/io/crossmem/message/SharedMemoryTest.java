package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crossmem.ProcessMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory that all ranks have mapped. */
@Timeout(60)
class SharedMemoryTest {
  @Test
  void eachRankReadsAndWritesThePartsOfAll() throws Exception {
    LocalRanks.run(
        3,
        world -> {
          int rank = world.rank();
          int other = (rank + 1) % 3;
          int bytes = rank == 0 ? 3_000_000 : 64 * rank; // one on huge pages
          try (SharedMemory memory = SharedMemory.allocate(world, bytes)) {
            assertEquals(bytes, memory.size(rank));
            ByteBuffer part = memory.buffer(other, 8, 8);
            assertEquals(ByteOrder.nativeOrder(), part.order());
            part.putLong(0, 10 + rank);
            world.barrier();
            assertEquals(10 + (rank + 2) % 3, memory.buffer(rank, 0, 16).getLong(8));
            assertThrows(IndexOutOfBoundsException.class, () -> memory.buffer(1, 60, 8));
            assertThrows(IndexOutOfBoundsException.class, () -> memory.size(3));
            world.barrier();
          }
        });
  }

  @Test
  void ifOneRankGetsNoMemoryNoRankHasAny() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          long bytes = world.rank() == 0 ? 64 : Long.MAX_VALUE / 4;
          assertThrows(MessageException.class, () -> SharedMemory.allocate(world, bytes));
          world.barrier();
          assertThrows(IllegalArgumentException.class, () -> SharedMemory.allocate(world, 0));
        });
  }

  @Test
  void theBytesOfADirectBufferAreThoseOfItsElements() {
    ByteBuffer memory = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
    IntBuffer ints = memory.asIntBuffer().put(0, new int[] {1, 2, 3, 4}).position(1).limit(3);
    ByteBuffer bytes = ProcessMemory.bytes(ints);
    assertEquals(8, bytes.remaining());
    assertEquals(2, bytes.order(ByteOrder.nativeOrder()).getInt(0));
    bytes.putInt(4, 7);
    assertEquals(7, ints.get(2));
    assertThrows(IllegalArgumentException.class, () -> ProcessMemory.bytes(IntBuffer.allocate(1)));
  }
}
