package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Held;
import io.crossmem.Requires;
import io.crossmem.internal.data.SealedFile;
import io.crossmem.internal.sys.AnonymousMemory;
import io.crossmem.internal.sys.Syscalls;
import io.crossmem.message.MessageBuffer.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBufferTest {
  private static final int MIB = 1 << 20;

  static List<Arguments> kindsAndSizes() {
    List<Arguments> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (int size : new int[] {1, 4096, MIB - 1, MIB, 2 * MIB, 5 * MIB + 3}) {
        all.add(Arguments.of(kind, size));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("kindsAndSizes")
  void theWholeIsZeroAndCanBeWritten(Kind kind, int size) {
    try (MessageBuffer memory = MessageBuffer.allocate(size, kind)) {
      assertEquals(kind, memory.kind());
      ByteBuffer buffer = memory.buffer();
      assertEquals(size, memory.size());
      assertEquals(size, buffer.capacity());
      assertEquals(ByteOrder.nativeOrder(), buffer.order());
      assertEquals(memory.memory().address(), Syscalls.directAddress(buffer));
      assertEquals(-1, buffer.mismatch(ByteBuffer.allocate(size)));
      buffer.put(0, (byte) 1).put(size - 1, (byte) 2);
      assertEquals(2, memory.buffer(size - 1, 1).get());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {MIB, 2 * MIB, 5 * MIB + 3, 64 * MIB})
  void fromOneMibOnItIsOnHugePagesAndAligned(int size) throws Exception {
    Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    Requires.that(
        Files.exists(setting) && !Files.readString(setting).contains("[never]"),
        "needs transparent huge pages: echo madvise > " + setting);
    assertOnHugePages(size, Kind.PRIVATE);
  }

  @ParameterizedTest
  @ValueSource(ints = {MIB, 2 * MIB, 5 * MIB + 3, 64 * MIB})
  void sharedMemoryIsOnHugePagesToo(int size) throws Exception {
    Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/shmem_enabled");
    Requires.that(
        Files.exists(setting) && !Files.readString(setting).contains("[deny]") && isLinux(6, 1),
        "needs Linux 6.1, and huge pages for shared memory: echo never > " + setting);
    assertOnHugePages(size, Kind.SHARED);
  }

  private static void assertOnHugePages(int size, Kind kind) {
    try (MessageBuffer memory = MessageBuffer.allocate(size, kind);
        MessageBuffer neighbour = MessageBuffer.allocate(size, kind)) {
      assertEquals(0, memory.memory().address() % (2 * MIB));
      assertTrue(memory.onHugePages());
      assertTrue(neighbour.onHugePages());
    }
  }

  private static boolean isLinux(int major, int minor) {
    String[] version = System.getProperty("os.version").split("[^0-9]+");
    int found = Integer.parseInt(version[0]);
    return found > major || (found == major && Integer.parseInt(version[1]) >= minor);
  }

  @ParameterizedTest
  @CsvSource({"1,PRIVATE", "16383,PRIVATE", "16384,SHARED", "5000000,SHARED"})
  void theDefaultKindDependsOnTheSize(int size, Kind kind) {
    try (MessageBuffer memory = MessageBuffer.allocate(size)) {
      assertEquals(kind, memory.kind());
    }
  }

  @Test
  void noKindIsRefused() {
    assertThrows(NullPointerException.class, () -> MessageBuffer.allocate(1, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, MIB})
  void sharedMemoryIsSealedAndHoldsOneDescriptorUntilItIsClosed(int size) throws Exception {
    Set<Integer> before = Held.settled(MessageBufferTest::memoryFiles);
    MessageBuffer memory = MessageBuffer.allocate(size, Kind.SHARED);
    assertEquals(before.size() + 1, memoryFiles().size());
    SealedFile file = memory.memory().file();
    assertTrue(SealedFile.lengthOf(file.fd(), file.inode()) >= size);
    assertEquals(-1, SealedFile.lengthOf(file.fd(), file.inode() + 1), "another file");
    assertTrue(Syscalls.allocateFile(file.fd(), 0, 64 * MIB) < 0, "it may not grow");
    memory.close();
    assertEquals(before, memoryFiles());
    assertNull(memory.memory().file());
  }

  @Test
  void sharedMemoryHoldsNoDescriptorOnceItCannotBeReached() throws Exception {
    Set<Integer> before = Held.settled(MessageBufferTest::memoryFiles);
    for (int i = 0; i < 10; i++) {
      MessageBuffer.allocate(MIB, Kind.SHARED);
    }
    assertTrue(Held.becomes(() -> memoryFiles().equals(before)));
  }

  /** The descriptors of this process that stand for memory. */
  private static Set<Integer> memoryFiles() throws IOException {
    return Held.descriptors("/memfd:crossmem");
  }

  @Test
  void aMappingOfClosedSharedMemoryKeepsNoPages() throws Exception {
    MessageBuffer memory = MessageBuffer.allocate(4 * MIB, Kind.SHARED);
    memory.buffer().putLong(8, 42);
    int fd = memory.memory().file().fd();
    long elsewhere = Syscalls.mapFile(0, fd, 0, 4 * MIB);
    try {
      ByteBuffer other = Syscalls.directBuffer(elsewhere, 4 * MIB).order(ByteOrder.nativeOrder());
      assertEquals(42, other.getLong(8));
      assertTrue(residentBytes(elsewhere) > 0);
      memory.close();
      assertEquals(0, residentBytes(elsewhere));
      assertEquals(0, other.getLong(8));
    } finally {
      Syscalls.unmap(elsewhere, 4 * MIB);
    }
  }

  @Test
  void aViewOfSharedMemoryIsPlainMemory() throws Exception {
    try (MessageBuffer memory = MessageBuffer.allocate(MIB, Kind.SHARED)) {
      ByteBuffer view = memory.buffer();
      for (int n = 0; n < 500 && !AnonymousMemory.contains(view); n++) {
        Thread.sleep(1);
      }
      assertTrue(AnonymousMemory.contains(view));
    }
  }

  @Test
  void lessThanOneMibIsOnSmallPages() {
    try (MessageBuffer memory = MessageBuffer.allocate(MIB - 1)) {
      assertFalse(memory.onHugePages());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void noSizeIsRefused(long size) {
    assertThrows(IllegalArgumentException.class, () -> MessageBuffer.allocate(size));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 50, Long.MAX_VALUE})
  void moreThanThereIsIsAnErrorThatNamesTheSize(long size) {
    for (Kind kind : Kind.values()) {
      Error error = assertThrows(OutOfMemoryError.class, () -> MessageBuffer.allocate(size, kind));
      assertTrue(error.getMessage().contains(size + " bytes"), error.getMessage());
    }
  }

  @Test
  void aPartThatIsNotAllInsideIsRefused() {
    try (MessageBuffer memory = MessageBuffer.allocate(100)) {
      assertEquals(0, memory.buffer(100, 0).capacity());
      assertThrows(IndexOutOfBoundsException.class, () -> memory.buffer(1, 100));
      assertThrows(IndexOutOfBoundsException.class, () -> memory.buffer(-1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> memory.buffer(0, -1));
      assertThrows(IndexOutOfBoundsException.class, () -> memory.buffer(Long.MAX_VALUE, 2));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aBufferThatIsHeldReadsZerosAfterCloseAndDoesNoHarm(Kind kind) throws Exception {
    MessageBuffer memory = MessageBuffer.allocate(4 * MIB, kind);
    LongBuffer longs = memory.buffer().putLong(8, 42).asLongBuffer();
    memory.close();
    memory.close();
    assertEquals(0, longs.get(1));
    assertEquals(0, residentBytes(memory.memory().address()));
    longs.put(1, 43);
    assertEquals(43, longs.get(1));
  }

  @Test
  void aClosedOneRefusesNewUse() {
    MessageBuffer memory = MessageBuffer.allocate(1);
    memory.close();
    assertThrows(IllegalStateException.class, memory::buffer);
    assertThrows(IllegalStateException.class, () -> memory.buffer(0, 1));
    assertThrows(IllegalStateException.class, memory.memory()::retain);
    assertThrows(IllegalStateException.class, memory::onHugePages);
    assertEquals("MessageBuffer of 1 bytes, closed", memory.toString());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theMemoryIsKeptUntilTheLastTransferIsOver(Kind kind) throws Exception {
    MessageBuffer memory = MessageBuffer.allocate(4 * MIB, kind);
    ByteBuffer buffer = memory.buffer().put(0, (byte) 1);
    memory.memory().retain();
    memory.memory().retain();
    memory.close();
    memory.memory().release();
    assertThrows(IllegalStateException.class, memory.memory()::retain);
    assertEquals(1, buffer.get(0));
    memory.memory().release();
    assertEquals(0, buffer.get(0));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void transfersOfManyThreadsEndBeforeTheMemoryGoes(Kind kind) throws Exception {
    for (int round = 0; round < 20; round++) {
      MessageBuffer memory = MessageBuffer.allocate(8, kind);
      ByteBuffer buffer = memory.buffer().putLong(0, 7);
      AtomicBoolean gone = new AtomicBoolean();
      Thread[] threads = new Thread[4];
      for (int n = 0; n < threads.length; n++) {
        threads[n] = new Thread(() -> transferUntilClosed(memory, buffer, gone));
        threads[n].start();
      }
      Thread.sleep(1);
      memory.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertFalse(gone.get());
      assertEquals(0, buffer.getLong(0));
    }
  }

  private static void transferUntilClosed(
      MessageBuffer memory, ByteBuffer buffer, AtomicBoolean gone) {
    while (true) {
      try {
        memory.memory().retain();
      } catch (IllegalStateException e) {
        return;
      }
      if (buffer.getLong(0) != 7) {
        gone.set(true);
      }
      memory.memory().release();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {MIB / 2, 4 * MIB})
  void theAddressesAreFreeOnceNoBufferCanBeReached(int size) throws Exception {
    long[] address = new long[1];
    LongBuffer slice = sliceOf(size, address);
    for (int n = 0; n < 3; n++) {
      System.gc();
      Thread.sleep(20);
    }
    assertTrue(isMapped(address[0]));
    assertEquals(42, slice.get(0));
    slice = null;
    assertTrue(Held.becomes(() -> !isMapped(address[0])));
  }

  /** A view of a slice of a buffer whose MessageBuffer is not kept. */
  private static LongBuffer sliceOf(int size, long[] address) {
    MessageBuffer memory = MessageBuffer.allocate(size);
    address[0] = memory.memory().address();
    ByteBuffer buffer = memory.buffer(8, size - 8).slice(8, 8).order(ByteOrder.nativeOrder());
    return buffer.putLong(0, 42).asReadOnlyBuffer().order(ByteOrder.nativeOrder()).asLongBuffer();
  }

  private static boolean holds(String range, long address) {
    String[] ends = range.split("[- ]");
    return Long.parseUnsignedLong(ends[0], 16) <= address
        && address < Long.parseUnsignedLong(ends[1], 16);
  }

  private static boolean isMapped(long address) throws IOException {
    return Files.readString(Path.of("/proc/self/maps"))
        .lines()
        .anyMatch(line -> holds(line, address));
  }

  private static long residentBytes(long address) throws IOException {
    boolean held = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        held = holds(line, address);
      } else if (held && line.startsWith("Rss:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new AssertionError("not mapped");
  }
}
