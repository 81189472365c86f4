package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transfers of {@code ProcessMemory}, with a C process with known memory. */
class TransferTest extends WithForeign {
  private static final int PAGE = Foreign.PAGE;

  private static ByteBuffer buffer(boolean direct, int bytes) {
    return direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
  }

  private static byte[] bytes(ByteBuffer buffer, int from, int length) {
    byte[] bytes = new byte[length];
    buffer.get(from, bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReadFillsTheBufferBetweenPositionAndLimitAndNothingElse(boolean direct) throws Exception {
    ByteBuffer local = buffer(direct, 300).position(100).limit(200);
    assertEquals(100, process.read(foreign.value("rw") + 7, local));
    assertEquals(200, local.position());
    assertArrayEquals(Foreign.laid(7, 100), bytes(local.clear(), 100, 100));
    assertArrayEquals(new byte[100], bytes(local, 0, 100));
    assertArrayEquals(new byte[100], bytes(local, 200, 100));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSliceIsReadIntoItsOwnPartOfTheBuffer(boolean direct) throws Exception {
    ByteBuffer whole = buffer(direct, 300);
    process.readFully(foreign.value("rw"), whole.slice(50, 20));
    assertArrayEquals(Foreign.laid(0, 20), bytes(whole, 50, 20));
    assertEquals(0, whole.get(49));
    assertEquals(0, whole.get(70));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWriteReachesTheOtherProcessAndNothingBeyondIt(boolean direct) throws Exception {
    byte[] expected = Foreign.laid(0, PAGE);
    ByteBuffer local = buffer(direct, 300).position(100).limit(200);
    for (int i = 100; i < 200; i++) {
      local.put(i, (byte) -i);
      expected[7 + i - 100] = (byte) -i;
    }
    assertEquals(100, process.write(foreign.value("rw") + 7, local));
    assertEquals(200, local.position());
    assertEquals(Foreign.hash(expected), foreign.hash(foreign.value("rw"), PAGE));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReadOnlyBufferCanBeWrittenFrom(boolean direct) throws Exception {
    ByteBuffer local = buffer(direct, 64);
    for (int i = 0; i < 64; i++) {
      local.put(i, (byte) (i * 3));
    }
    process.writeFully(foreign.value("rw"), local.asReadOnlyBuffer());
    assertEquals(Foreign.hash(bytes(local, 0, 64)), foreign.hash(foreign.value("rw"), 64));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHeapBufferLargerThanTheBounceArrivesWhole(boolean direct) throws Exception {
    int size = 4 << 20;
    ByteBuffer local = buffer(direct, size);
    process.readFully(foreign.value("huge"), local);
    assertArrayEquals(Foreign.laid(0, size), bytes(local, 0, size));
    for (int i = 0; i < size; i++) {
      local.put(i, (byte) (i * 7 + (i >> 12)));
    }
    process.writeFully(foreign.value("huge"), local.clear());
    assertEquals(Foreign.hash(bytes(local, 0, size)), foreign.hash(foreign.value("huge"), size));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFaultAfterTheFirstByteGivesTheShortCount(boolean direct) throws Exception {
    ByteBuffer local = buffer(direct, 3 * PAGE);
    assertEquals(2 * PAGE - 100, process.read(foreign.value("twothenone") + 100, local));
    assertEquals(2 * PAGE - 100, local.position());
    assertArrayEquals(Foreign.laid(100, 2 * PAGE - 100), bytes(local, 0, 2 * PAGE - 100));
    assertEquals(0, local.get(2 * PAGE - 100), "nothing beyond is changed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFaultOnTheFirstByteThrowsAndMovesNothing(boolean direct) {
    ByteBuffer local = buffer(direct, 100);
    ProcessMemoryException e =
        assertThrows(
            ProcessMemoryException.class, () -> process.read(foreign.value("none"), local));
    assertEquals(Errno.EFAULT, e.errno());
    assertEquals(0, e.bytesTransferred());
    assertEquals(foreign.value("none"), e.faultAddress());
    assertEquals(foreign.pid(), e.pid());
    assertEquals(0, local.position());
    assertArrayEquals(new byte[100], bytes(local, 0, 100));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readFullyThrowsWithTheBytesDoneAndTheCause(boolean direct) {
    long area = foreign.value("twothenone");
    ByteBuffer local = buffer(direct, 3 * PAGE);
    ProcessMemoryException e =
        assertThrows(ProcessMemoryException.class, () -> process.readFully(area, local));
    assertEquals(Errno.EFAULT, e.errno());
    assertEquals(2 * PAGE, e.bytesTransferred());
    assertEquals(area + 2 * PAGE, e.faultAddress());
    assertEquals(2 * PAGE, local.position());
    String range = Failure.hex(area) + "-" + Failure.hex(area + 3 * PAGE);
    for (String part :
        List.of(
            "read of process " + foreign.pid(),
            range,
            "EFAULT (14",
            "after 8192 bytes",
            Failure.hex(area + 2 * PAGE),
            "not readable")) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void writeFullyThrowsWithHowFarItCameAndWhy() {
    long area = foreign.value("arena") + 5 * PAGE; // read-only, behind a writable page
    ByteBuffer local = ByteBuffer.allocateDirect(2 * PAGE);
    ProcessMemoryException e =
        assertThrows(ProcessMemoryException.class, () -> process.writeFully(area - PAGE, local));
    assertEquals(PAGE, e.bytesTransferred());
    assertEquals(area, e.faultAddress());
    assertTrue(e.getMessage().contains("not mapped there, or not writable"), e.getMessage());
  }

  @Test
  void aFaultOfTheLocalSideIsNamedAsSuch(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("truncated");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(2 * PAGE);
      MappedByteBuffer local = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 2 * PAGE);
      file.setLength(PAGE); // the second page of the mapping is gone
      for (Transferring way : List.<Transferring>of(process::readFully, process::writeFully)) {
        ProcessMemoryException e =
            assertThrows(
                ProcessMemoryException.class, () -> way.run(foreign.value("rw"), local.clear()));
        assertEquals(PAGE, e.bytesTransferred());
        assertTrue(e.getMessage().contains("this process's own memory"), e.getMessage());
      }
    }
  }

  private interface Transferring {
    void run(long address, ByteBuffer local) throws ProcessMemoryException;
  }

  @Test
  void buffersOfEveryKindAreFilledInOrder() throws Exception {
    ByteBuffer[] local = {
      buffer(true, 10),
      buffer(false, 20),
      buffer(true, 0),
      buffer(false, 0),
      buffer(false, 300_000),
      buffer(true, 30),
      buffer(false, 40)
    };
    long huge = foreign.value("huge");
    Iovec[] remote = {new Iovec(huge, 15), new Iovec(0, 0), new Iovec(huge + 15, 300_385)};
    assertEquals(300_100, process.read(local, remote));
    int from = 0;
    for (ByteBuffer buffer : local) {
      assertFalse(buffer.hasRemaining());
      assertArrayEquals(Foreign.laid(from, buffer.capacity()), bytes(buffer, 0, buffer.capacity()));
      from += buffer.capacity();
    }
  }

  @Test
  void buffersOfEveryKindAreWrittenInOrder() throws Exception {
    ByteBuffer[] local = {buffer(false, 10), buffer(true, 20), buffer(false, 300_000)};
    byte[] expected = new byte[300_030];
    int at = 0;
    for (ByteBuffer buffer : local) {
      for (int i = 0; i < buffer.capacity(); i++, at++) {
        expected[at] = (byte) (at * 13 + 5);
        buffer.put(i, expected[at]);
      }
    }
    assertEquals(
        300_030, process.write(local, new Iovec[] {new Iovec(foreign.value("huge"), 1 << 20)}));
    assertEquals(Foreign.hash(expected), foreign.hash(foreign.value("huge"), 300_030));
  }

  @Test
  void aShortVectoredReadAdvancesOnlyWhatMoved() throws Exception {
    ByteBuffer[] local = {buffer(true, PAGE), buffer(false, PAGE + 10), buffer(true, PAGE)};
    long area = foreign.value("twothenone");
    assertEquals(2 * PAGE, process.read(local, new Iovec[] {new Iovec(area, 3 * PAGE)}));
    assertEquals(PAGE, local[0].position());
    assertEquals(PAGE, local[1].position());
    assertEquals(0, local[2].position());
  }

  @Test
  void vectorsOfThousandsOfEntriesAreSplit() throws Exception {
    int entries = 5000;
    ByteBuffer direct = ByteBuffer.allocateDirect(entries * 3);
    Iovec[] local = new Iovec[entries];
    Iovec[] remote = new Iovec[entries * 3 + 1];
    for (int i = 0; i < entries; i++) {
      local[i] = new Iovec(Iovec.of(direct).address() + 3L * i, 3);
    }
    for (int i = 0; i < entries * 3; i++) {
      remote[i] = new Iovec(foreign.value("rw") + i, 1);
    }
    remote[entries * 3] = new Iovec(KERNEL, 0); // empty and wild: passed over
    assertEquals(3L * entries, process.read(local, remote));
    assertArrayEquals(Foreign.laid(0, entries * 3), bytes(direct, 0, entries * 3));
    direct.put(0, new byte[entries * 3]);
    assertEquals(3L * entries, process.read(IovecArray.of(local), IovecArray.of(remote)));
    assertArrayEquals(Foreign.laid(0, entries * 3), bytes(direct, 0, entries * 3));
    assertEquals(3L * entries, process.write(IovecArray.of(local), IovecArray.of(remote)));
  }

  private static final long KERNEL = 0xffff_8000_0000_0000L;

  @Test
  void emptyEntriesWithWildBasesArePassedOverOnBothSides() throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(8);
    Iovec wild = new Iovec(KERNEL, 0);
    Iovec[] local = {wild, Iovec.of(direct), wild};
    Iovec[] remote = {wild, new Iovec(foreign.value("rw"), 8), wild};
    assertEquals(8, process.read(local, remote));
    assertEquals(8, process.read(IovecArray.of(local), IovecArray.of(remote)));
    assertArrayEquals(Foreign.laid(0, 8), bytes(direct, 0, 8));
  }

  @Test
  void anEmptyTransferReturnsZeroAndDoesNotCheckTheProcess() throws Exception {
    assertEquals(0, process.read(0, ByteBuffer.allocateDirect(0)));
    assertEquals(0, process.write(0, ByteBuffer.allocate(0)));
    assertEquals(0, process.read(new ByteBuffer[0], new Iovec[] {new Iovec(0, 8)}));
    assertEquals(0, process.read(new Iovec[0], new Iovec[0]));
    assertEquals(0, process.read(IovecArray.of(new Iovec[0]), IovecArray.of(new Iovec(0, 8))));
    process.readFully(0, ByteBuffer.allocate(0));
  }

  @Test
  void addressesAbove2To63AreUnsignedAndRefusedByTheKernel() {
    for (long address : new long[] {KERNEL, -1, -4096, Long.MIN_VALUE, Long.MAX_VALUE}) {
      ProcessMemoryException e =
          assertThrows(
              ProcessMemoryException.class,
              () -> process.read(address, ByteBuffer.allocateDirect(64)));
      assertEquals(Errno.EFAULT, e.errno());
      assertEquals(address, e.faultAddress());
    }
  }

  @Test
  void totalsOver2GibAreSplit() throws Exception {
    int entries = 600; // of 4 MiB: 2.3 GiB of the same memory
    ByteBuffer direct = ByteBuffer.allocateDirect(4 << 20);
    Iovec[] local = new Iovec[entries];
    Iovec[] remote = new Iovec[entries];
    Arrays.fill(local, Iovec.of(direct));
    Arrays.fill(remote, new Iovec(foreign.value("huge"), 4 << 20));
    assertEquals((long) entries << 22, process.read(IovecArray.of(local), IovecArray.of(remote)));
    assertArrayEquals(Foreign.laid(0, 4 << 20), bytes(direct, 0, 4 << 20));
    assertEquals((long) entries << 22, process.write(local, remote));
    assertEquals(
        Foreign.hash(Foreign.laid(0, 4 << 20)), foreign.hash(foreign.value("huge"), 4 << 20));
  }

  @Test
  void theBareCallSplitsAndStripsNothing() throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(2048);
    IovecArray one = IovecArray.of(direct);
    IovecArray bytes = IovecArray.of(new Iovec(foreign.value("rw"), 2048));
    assertEquals(2048, process.read(one, bytes, 0));
    assertArrayEquals(Foreign.laid(0, 2048), bytes(direct, 0, 2048));
    assertEquals(2048, process.write(one, bytes, 0));

    Iovec[] many = new Iovec[1025];
    Arrays.fill(many, new Iovec(foreign.value("rw"), 1));
    assertErrno(Errno.EINVAL, () -> process.read(one, IovecArray.of(many), 0));
    IovecArray wildAndEmpty = IovecArray.of(new Iovec(KERNEL, 0), Iovec.of(direct));
    assertErrno(Errno.EFAULT, () -> process.read(wildAndEmpty, bytes, 0));
    assertErrno(Errno.EINVAL, () -> process.read(one, bytes, 1L << 62));
  }

  private static void assertErrno(Errno errno, org.junit.jupiter.api.function.Executable call) {
    assertEquals(errno, assertThrows(ProcessMemoryException.class, call).errno());
  }

  @Test
  void anIovecArrayKeepsTheSpansThatItsBuffersHadWhenItWasMade() throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(100).position(10).limit(30);
    IovecArray local = IovecArray.of(direct);
    direct.clear();
    assertEquals(20, local.byteCount());
    assertEquals(20, process.read(local, IovecArray.of(new Iovec(foreign.value("rw"), 100))));
    assertEquals(0, direct.position());
    assertArrayEquals(Foreign.laid(0, 20), bytes(direct, 10, 20));
    assertArrayEquals(new byte[70], bytes(direct, 30, 70));
  }

  @Test
  void aCollectedBuffersMemoryStaysWhileAnIovecArrayHasIt() throws Exception {
    IovecArray local = IovecArray.of(ByteBuffer.allocateDirect(1 << 20));
    IovecArray remote = IovecArray.of(new Iovec(foreign.value("huge"), 1 << 20));
    for (int i = 0; i < 5; i++) {
      System.gc();
      assertEquals(1 << 20, process.read(local, remote));
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(64);
    try (ProcessMemory self = ProcessMemory.open(ProcessHandle.current().pid())) {
      self.readFully(local.address(0), copy);
    }
    assertArrayEquals(Foreign.laid(0, 64), bytes(copy, 0, 64));
  }

  @Test
  void aProcessReadsAndWritesItself() throws Exception {
    ByteBuffer from = ByteBuffer.allocateDirect(64);
    ByteBuffer to = ByteBuffer.allocateDirect(64);
    for (int i = 0; i < 64; i++) {
      from.put(i, (byte) i);
    }
    try (ProcessMemory self = ProcessMemory.open(ProcessHandle.current().pid())) {
      self.readFully(Iovec.of(from).address(), to);
    }
    assertEquals(from, to.clear());
  }

  @Test
  void regionsNameWhatTheProcessMapped() throws Exception {
    List<MemoryRegion> regions = process.regions();
    MemoryRegion ro =
        regions.stream().filter(r -> r.contains(foreign.value("ro"))).findFirst().orElseThrow();
    assertTrue(ro.isReadable());
    assertFalse(ro.isWritable());
    assertFalse(ro.isShared());
    MemoryRegion shared =
        regions.stream()
            .filter(r -> r.contains(foreign.value("sharedro")))
            .findFirst()
            .orElseThrow();
    assertTrue(shared.isShared());
    assertEquals("/memfd:shared (deleted)", shared.path());
    assertEquals(PAGE, shared.length());
    MemoryRegion text =
        regions.stream().filter(r -> r.contains(foreign.value("text"))).findFirst().orElseThrow();
    assertTrue(text.isExecutable());
    assertEquals(Foreign.program("foreign", 64), text.path());
    assertTrue(text.inode() > 0);
    long hole = foreign.value("hole") + PAGE;
    assertTrue(regions.stream().noneMatch(r -> r.contains(hole)));
  }

  @Test
  void pointerSizeIsThatOfTheOtherProcess() throws Exception {
    assertEquals(8, process.pointerSize());
    try (Foreign small = Foreign.start(32);
        ProcessMemory other = ProcessMemory.open(small.pid())) {
      assertEquals(4, other.pointerSize());
    }
  }

  /** The count is the JVM's own, of this thread. */
  @Test
  void repeatedTransfersAllocateNothing() throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(64);
    ByteBuffer heap = ByteBuffer.allocate(64);
    IovecArray local = IovecArray.of(direct);
    IovecArray remote = IovecArray.of(new Iovec(foreign.value("rw"), 64));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = 0;
    for (int i = 0; i < 2000; i++) {
      if (i == 1000) { // by then all classes are loaded, and the pool is filled
        before = threads.getThreadAllocatedBytes(thread);
      }
      process.read(local, remote);
      process.write(local, remote);
      process.read(local, remote, 0);
      process.read(remote.address(0), direct.clear());
      process.read(remote.address(0), heap.clear());
      process.writeFully(remote.address(0), heap.flip());
    }
    // Asking allocates a little itself, so this is per round: an object a call would be 16 or more.
    assertEquals(0, (threads.getThreadAllocatedBytes(thread) - before) / 1000);
  }

  @Test
  void manyThreadsShareOneProcessMemory() throws Exception {
    List<Thread> threads = new java.util.ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    for (int t = 0; t < 8; t++) {
      boolean direct = t % 2 == 0;
      int from = t * 100;
      Thread thread =
          new Thread(
              () -> {
                try {
                  ByteBuffer local = buffer(direct, 300_000);
                  byte[] expected = Foreign.laid(from, local.capacity());
                  for (int i = 0; i < 50; i++) {
                    process.readFully(foreign.value("huge") + from, local.clear());
                    assertArrayEquals(expected, bytes(local, 0, local.capacity()));
                    local.put(0, new byte[local.capacity()]);
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
  }
}
