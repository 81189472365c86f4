package io.crossmem;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transfers of segments of each kind of arena, to and from a C process with known memory. */
class SegmentTransferTest extends WithForeign {
  private static final int SIZE = 1 << 20;

  private long address;

  @BeforeEach
  void findMemory() {
    address = foreign.value("huge");
  }

  static Stream<Supplier<Arena>> arenas() {
    return Stream.of(Arena::ofShared, Arena::ofConfined, Arena::ofAuto, Arena::global);
  }

  static Stream<Supplier<Arena>> closableArenas() {
    return Stream.of(Arena::ofShared, Arena::ofConfined);
  }

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(JAVA_BYTE);
  }

  private List<Executable> transfers(MemorySegment segment) {
    return List.of(
        () -> SegmentTransfer.read(process, address, segment),
        () -> SegmentTransfer.readFully(process, address, segment),
        () -> SegmentTransfer.write(process, address, segment),
        () -> SegmentTransfer.writeFully(process, address, segment));
  }

  private static <T> T inAnotherThread(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task.get(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @MethodSource("arenas")
  void onlyTheSegmentIsFilledOrWritten(Supplier<Arena> kind) throws Exception {
    MemorySegment whole = kind.get().allocate(SIZE + 20);
    MemorySegment part = whole.asSlice(7, SIZE);
    assertEquals(SIZE, SegmentTransfer.read(process, address, part));
    assertArrayEquals(Foreign.laid(0, SIZE), bytes(part));
    assertArrayEquals(new byte[7], bytes(whole.asSlice(0, 7)));
    assertArrayEquals(new byte[13], bytes(whole.asSlice(SIZE + 7)));
    SegmentTransfer.readFully(process, address + 5, part.asSlice(0, 100));
    assertArrayEquals(Foreign.laid(5, 100), bytes(part.asSlice(0, 100)));

    part.fill((byte) 9);
    assertEquals(SIZE, SegmentTransfer.write(process, address, part.asReadOnly()));
    assertEquals(Foreign.hash(bytes(part)), foreign.hash(address, SIZE));
    part.fill((byte) 11);
    SegmentTransfer.writeFully(process, address, part);
    assertEquals(Foreign.hash(bytes(part)), foreign.hash(address, SIZE));
  }

  @ParameterizedTest
  @MethodSource("arenas")
  void theBytesBeforeTheEndOfMemoryAreCopied(Supplier<Arena> kind) throws Exception {
    long hole = foreign.value("hole");
    MemorySegment local = kind.get().allocate(3L * Foreign.PAGE);
    assertEquals(Foreign.PAGE, SegmentTransfer.read(process, hole, local));
    assertEquals(Foreign.PAGE, SegmentTransfer.write(process, hole, local));
    ProcessMemoryException part =
        assertThrows(
            ProcessMemoryException.class, () -> SegmentTransfer.readFully(process, hole, local));
    assertEquals(Errno.EFAULT, part.errno());
    assertEquals(Foreign.PAGE, part.bytesTransferred());
    ProcessMemoryException none =
        assertThrows(
            ProcessMemoryException.class,
            () -> SegmentTransfer.write(process, hole + Foreign.PAGE, local));
    assertEquals(Errno.EFAULT, none.errno());
  }

  @ParameterizedTest
  @MethodSource("closableArenas")
  void aClosedArenaIsRefusedAndItsMemoryIsNotTouched(Supplier<Arena> kind) {
    Arena arena = kind.get();
    MemorySegment segment = arena.allocate(SIZE);
    MemorySegment empty = segment.asSlice(0, 0);
    arena.close();
    for (MemorySegment closed : List.of(segment, empty)) {
      for (Executable transfer : transfers(closed)) {
        IllegalStateException e = assertThrows(IllegalStateException.class, transfer);
        assertTrue(e.getMessage().contains("arena of the memory is closed"), e.getMessage());
      }
    }
    assertEquals(Foreign.hash(Foreign.laid(0, SIZE)), foreign.hash(address, SIZE));
  }

  @Test
  void anotherThreadsArenaIsRefused() throws Exception {
    MemorySegment segment = Arena.ofConfined().allocate(8);
    for (Executable transfer : transfers(segment)) {
      inAnotherThread(() -> assertThrows(WrongThreadException.class, transfer));
    }
    assertArrayEquals(new byte[8], bytes(segment));
  }

  @Test
  void heapReadOnlyAndNullSegmentsAreRefused() throws Exception {
    for (Executable transfer : transfers(MemorySegment.ofArray(new byte[8]))) {
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class, transfer);
      assertTrue(e.getMessage().contains("local is a segment on the heap"), e.getMessage());
    }
    for (Executable transfer : transfers(null)) {
      assertEquals("local", assertThrows(NullPointerException.class, transfer).getMessage());
    }
    MemorySegment readOnly = Arena.ofAuto().allocate(8).asReadOnly();
    assertThrows(
        ReadOnlyBufferException.class, () -> SegmentTransfer.read(process, address, readOnly));
    assertEquals(8, SegmentTransfer.write(process, address, readOnly));
    assertEquals(0, SegmentTransfer.read(process, address, MemorySegment.NULL));
    process.close();
    assertThrows(
        IllegalStateException.class, () -> SegmentTransfer.write(process, address, readOnly));
  }

  /** Each close happens either before or after a transfer; during a transfer it is refused. */
  @Test
  void anArenaCannotBeClosedDuringATransfer() throws Exception {
    long remote = foreign.askValue("fresh", 64L << 20);
    for (boolean asBuffer : new boolean[] {false, true}) {
      int refused = 0;
      for (int round = 0; refused == 0; round++) {
        assertTrue(round < 200, "each of 200 transfers of 64 MiB completed before a close");
        Arena arena = Arena.ofShared();
        MemorySegment segment = arena.allocate(64 << 20);
        ByteBuffer buffer = segment.asByteBuffer();
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Integer> closing = new FutureTask<>(() -> closeDuringTransfer(arena, over));
        Thread closer = new Thread(closing);
        closer.start();
        try {
          while (refused == 0 && !closing.isDone()) {
            if (asBuffer) {
              process.readFully(remote, buffer.clear());
            } else {
              SegmentTransfer.readFully(process, remote, segment);
            }
            over.set(true);
            refused = closing.get(60, TimeUnit.SECONDS);
          }
        } catch (IllegalStateException e) {
          over.set(true); // the arena was closed before the transfer
        }
        closer.join();
      }
    }
  }

  /** How many closes were refused before the transfer completed. */
  private static int closeDuringTransfer(Arena arena, AtomicBoolean over)
      throws InterruptedException {
    Thread.sleep(1);
    int refused = 0;
    while (true) {
      boolean late = over.get();
      try {
        arena.close();
        return refused;
      } catch (IllegalStateException e) {
        assertTrue(e.getMessage().contains("acquired"), e.getMessage());
        refused += late ? 0 : 1;
      }
    }
  }

  @Test
  void aSegmentLargerThan2GiBIsCopiedInOneTransfer() throws Exception {
    long size = (2L << 30) + (8 << 20) + 5;
    Requires.that(availableBytes() > 2 * size, "needs 5 GiB of memory that is free");
    long remote = foreign.askValue("fresh", size);
    foreign.ask("lay", remote + size - 4096, 4096);
    for (Supplier<Arena> kind : List.<Supplier<Arena>>of(Arena::ofShared, Arena::ofConfined)) {
      try (Arena arena = kind.get()) {
        MemorySegment local = arena.allocate(size);
        assertEquals(size, SegmentTransfer.read(process, remote, local));
        assertArrayEquals(Foreign.laid(0, 4096), bytes(local.asSlice(size - 4096)));
        SegmentTransfer.writeFully(process, remote, local.asReadOnly());
      }
    }
  }

  @Test
  void aMappedFileIsReadAndAFileThatWasCutIsAnErrno() throws Exception {
    Path file = Files.createTempFile("crossmem", null);
    try (Arena arena = Arena.ofShared();
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 8192, arena);
      SegmentTransfer.readFully(process, address, mapped);
      assertArrayEquals(Foreign.laid(0, 8192), Files.readAllBytes(file));
      channel.truncate(0);
      ProcessMemoryException e =
          assertThrows(
              ProcessMemoryException.class, () -> SegmentTransfer.read(process, address, mapped));
      assertEquals(Errno.EFAULT, e.errno());
    } finally {
      Files.delete(file);
    }
  }

  private static long availableBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
