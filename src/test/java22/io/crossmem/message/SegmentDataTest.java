package io.crossmem.message;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages from and to segments. */
class SegmentDataTest {
  private static final int[] SIZES = {0, 8, 5000, 300_000, 8 << 20};

  @AfterEach
  void chooseTheProtocolAgain() {
    System.clearProperty("crossmem.protocol");
  }

  static Stream<Supplier<Arena>> arenas() {
    return Stream.of(Arena::ofShared, Arena::ofConfined, Arena::ofAuto, Arena::global);
  }

  private static MemorySegment filled(Arena arena, int bytes) {
    MemorySegment segment = arena.allocate(bytes);
    MemorySegment.copy(TestMessage.of(bytes, bytes), 0, segment, JAVA_BYTE, 0, bytes);
    return segment;
  }

  @ParameterizedTest
  @MethodSource("arenas")
  void messagesOfAnySizeArrive(Supplier<Arena> kind) throws Exception {
    for (String protocol : List.of("pipeline", "read", "write", "split")) {
      System.setProperty("crossmem.protocol", protocol);
      LocalRanks.run(
          2,
          world -> {
            Arena arena = kind.get();
            for (int bytes : SIZES) {
              if (world.rank() == 0) {
                world.send(SegmentData.of(filled(arena, bytes).asReadOnly()), 1, 0);
              } else {
                MemorySegment into = arena.allocate(bytes + 2);
                assertEquals(
                    bytes, world.recv(SegmentData.of(into.asSlice(1, bytes)), 0, 0).bytes());
                byte[] all = into.toArray(JAVA_BYTE);
                assertArrayEquals(
                    TestMessage.of(bytes, bytes), Arrays.copyOfRange(all, 1, bytes + 1));
                assertEquals(0, all[0] | all[bytes + 1]);
              }
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("arenas")
  void anOperationTakesTheElementsAlignedOrNot(Supplier<Arena> kind) throws Exception {
    LocalRanks.run(
        3,
        world -> {
          Arena arena = kind.get();
          for (int count : new int[] {1, 1000, 200_000}) {
            MemorySegment mine = arena.allocate(count * 8L + 3).asSlice(3);
            MemorySegment sum = arena.allocate(count * 8L + 1).asSlice(1);
            for (int i = 0; i < count; i++) {
              mine.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, i + world.rank());
            }
            world.allreduce(
                SegmentData.of(mine, DataType.DOUBLE),
                SegmentData.of(sum, DataType.DOUBLE),
                Op.SUM);
            for (int i = 0; i < count; i++) {
              assertEquals(3.0 * i + 3, sum.getAtIndex(JAVA_DOUBLE_UNALIGNED, i));
            }
          }
        });
  }

  @Test
  @SuppressWarnings("restricted") // the segment spans all addresses, but none is accessed
  void unsuitableSegmentsAreRefused() throws Exception {
    MemorySegment segment = Arena.ofAuto().allocate(10);
    assertThrows(NullPointerException.class, () -> SegmentData.of(null));
    assertThrows(NullPointerException.class, () -> SegmentData.of(segment, null));
    assertThrows(IllegalArgumentException.class, () -> SegmentData.of(segment, DataType.INT));
    IllegalArgumentException heap =
        assertThrows(
            IllegalArgumentException.class,
            () -> SegmentData.of(MemorySegment.ofArray(new int[2]), DataType.INT));
    assertTrue(heap.getMessage().contains("on the heap"), heap.getMessage());
    MemorySegment everything = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    assertThrows(IllegalArgumentException.class, () -> SegmentData.of(everything));
    assertEquals("Data[10 BYTE]", SegmentData.of(segment).toString());
    try (Communicator world = LocalRanks.alone()) {
      assertThrows(
          ReadOnlyBufferException.class,
          () -> world.irecv(SegmentData.of(segment.asReadOnly()), 0, 0));
      MemorySegment confined = Arena.ofConfined().allocate(8);
      assertThrows(
          IllegalArgumentException.class, () -> world.isend(SegmentData.of(confined), 0, 0));
    }
  }

  @Test
  void aClosedArenaIsRefused() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      for (int bytes : new int[] {8, 8 << 20}) {
        Arena arena = Arena.ofShared();
        Data data = SegmentData.of(arena.allocate(bytes));
        arena.close();
        assertThrows(IllegalStateException.class, () -> world.send(data, 0, 0));
        assertThrows(IllegalStateException.class, () -> world.isend(data, 0, 0));
        assertThrows(IllegalStateException.class, () -> world.recv(data, 0, 0));
        assertThrows(IllegalStateException.class, () -> world.irecv(data, 0, 0));
      }
    }
  }

  /** For each protocol: the other rank's request completes too, and later messages arrive. */
  @ParameterizedTest
  @ValueSource(strings = {"pipeline", "read", "write", "split"})
  void aRequestFailsIfItsArenaIsClosed(String protocol) throws Exception {
    System.setProperty("crossmem.protocol", protocol);
    int bytes = 8 << 20;
    LocalRanks.run(
        2,
        world -> {
          for (boolean sends : new boolean[] {true, false}) {
            if (world.rank() == 0) {
              Arena arena = Arena.ofShared();
              Data data = SegmentData.of(filled(arena, bytes));
              Request request = sends ? world.isend(data, 1, 1) : world.irecv(data, 1, 1);
              arena.close();
              world.send(Data.of(new byte[1]), 1, 2);
              assertThrows(IllegalStateException.class, request::await);
            } else {
              world.recv(Data.of(new byte[1]), 0, 2);
              byte[] other = new byte[bytes];
              if (sends) {
                MessageException e =
                    assertThrows(MessageException.class, () -> world.recv(Data.of(other), 0, 1));
                assertTrue(e.getMessage().contains("its send failed"), e.getMessage());
              } else {
                world.send(Data.of(other), 0, 1); // completes: the failed receive has consumed it
              }
            }
            LocalRanks.requireWorks(world);
          }
        });
  }

  /** Only blocks at both ends of each GiB are sent, so that little memory is used. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void blocksOfASegmentLargerThan2GiBAreTransferred(boolean shared) throws Exception {
    long size = (2L << 30) + (1 << 20);
    Requires.that(availableBytes() > 2 * size, "needs 5 GiB of memory that is free");
    long stride = (1 << 30) - 150_000;
    byte[] message = TestMessage.of(3, 900_000);
    try (Arena arena = shared ? Arena.ofShared() : Arena.ofConfined();
        Communicator world = LocalRanks.alone()) {
      MemorySegment large = arena.allocate(size);
      Data blocks = SegmentData.of(large).with(Layout.vector(3, 300_000, stride));
      Request send = world.isend(Data.of(message), 0, 0);
      assertEquals(message.length, world.recv(blocks, 0, 0).bytes());
      send.await();
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(
            Arrays.copyOfRange(message, i * 300_000, (i + 1) * 300_000),
            large.asSlice(i * stride, 300_000).toArray(JAVA_BYTE));
      }
      byte[] back = new byte[message.length];
      Request receive = world.irecv(Data.of(back), 0, 0);
      world.send(blocks, 0, 0);
      receive.await();
      assertArrayEquals(message, back);
    }
  }

  private static long availableBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }
}
