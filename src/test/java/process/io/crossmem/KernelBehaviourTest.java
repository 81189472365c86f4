package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Proc;
import io.crossmem.internal.sys.Syscalls;
import java.io.RandomAccessFile;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The behaviour of the bare system call, on which all other code relies. Results are those of the
 * call: a count or -errno.
 */
class KernelBehaviourTest {
  private static final long ESRCH = -Errno.ESRCH.number();
  private static final long EFAULT = -Errno.EFAULT.number();
  private static final long EINVAL = -Errno.EINVAL.number();
  private static final long KERNEL_ADDRESS = 0xffff_8000_0000_0000L;
  private static final long UNKNOWN_FLAG = 1L << 62; // low bits may get a meaning

  private static Foreign foreign;
  private final ByteBuffer memory = ByteBuffer.allocateDirect(1 << 20);

  @BeforeAll
  static void start() {
    NativeLibrary.ensureLoaded();
    foreign = Foreign.start();
  }

  @AfterAll
  static void stop() {
    foreign.close();
  }

  /** A bare process_vm_readv; the count may differ from the length of an array. */
  private static long readv(
      long pid, Packed local, long localCount, Packed remote, long remoteCount, long flags) {
    try {
      return Syscalls.processVmReadv(
          (int) pid, -1, local.address, localCount, remote.address, remoteCount, flags);
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(remote);
    }
  }

  private static long writev(long pid, Packed local, Packed remote) {
    try {
      return Syscalls.processVmWritev(
          (int) pid, -1, local.address, local.count, remote.address, remote.count, 0);
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(remote);
    }
  }

  private static long readv(long pid, Packed local, Packed remote) {
    return readv(pid, local, local.count, remote, remote.count, 0);
  }

  private long read(Iovec... remote) {
    return readv(foreign.pid(), mine(memory.capacity()), new Packed(remote));
  }

  private long write(long address, int length) {
    return writev(foreign.pid(), mine(length), new Packed(new Iovec(address, length)));
  }

  private Packed mine(long length) {
    return new Packed(new Iovec(Iovec.of(memory).address(), length));
  }

  private static Packed theirs(long length) {
    return new Packed(new Iovec(foreign.value("rw"), length));
  }

  private byte[] got(int length) {
    byte[] bytes = new byte[length];
    memory.get(0, bytes);
    return bytes;
  }

  /** Entries in the kernel's format, also those that no Iovec can represent. */
  private static final class Packed {
    private final ByteBuffer entries;
    final long address;
    final int count;

    Packed(Iovec... spans) {
      entries = ByteBuffer.allocateDirect(16 * spans.length).order(ByteOrder.nativeOrder());
      LongBuffer words = entries.asLongBuffer();
      for (int i = 0; i < spans.length && spans[i] != null; i++) {
        words.put(spans[i].address()).put(spans[i].length());
      }
      address = Syscalls.directAddress(entries);
      count = spans.length;
    }

    static Packed words(long... words) {
      Packed packed = new Packed(new Iovec[words.length / 2]);
      packed.entries.asLongBuffer().put(words);
      return packed;
    }

    /** An array of this many entries, at a chosen address. */
    Packed(long address, int count) {
      this.entries = null;
      this.address = address;
      this.count = count;
    }
  }

  @Nested
  @DisplayName("Order of checks, first match wins")
  class OrderOfChecks {
    private final Packed none = Packed.words();
    private final Packed wildArray = new Packed(KERNEL_ADDRESS, 1);

    @Test
    void anUnknownFlagIsEinvalBeforeAnythingElseIsLookedAt() {
      assertEquals(EINVAL, readv(foreign.pid(), mine(8), 1, theirs(8), 1, UNKNOWN_FLAG));
      assertEquals(EINVAL, readv(-1, none, 0, none, 0, UNKNOWN_FLAG));
    }

    @Test
    void moreThan1024LocalEntriesAreEinvalBeforeThePidIsLookedAt() {
      assertEquals(EINVAL, readv(-1, wildArray, 1025, theirs(8), 1, 0));
    }

    @Test
    void aBadLocalArrayIsEfault() {
      assertEquals(EFAULT, readv(-1, wildArray, theirs(8)));
    }

    @Test
    void aLocalLengthOverSsizeMaxIsEinval() {
      Packed tooLong = Packed.words(Iovec.of(memory).address(), Long.MIN_VALUE);
      assertEquals(EINVAL, readv(-1, tooLong, theirs(8)));
    }

    @Test
    void aLocalRangeOutsideUserSpaceIsEfault() {
      assertEquals(EFAULT, readv(-1, new Packed(new Iovec(KERNEL_ADDRESS, 8)), theirs(8)));
    }

    @Test
    void aLocalTotalOfZeroGivesZeroAndPidAndRemoteAreNotLookedAt() {
      assertEquals(0, readv(-1, none, wildArray));
      assertEquals(0, readv(-1, mine(0), 1, wildArray, 1025, 0));
    }

    @Test
    void moreThan1024RemoteEntriesAreEinvalBeforeThePidIsLookedAt() {
      assertEquals(EINVAL, readv(-1, mine(8), 1, wildArray, 1025, 0));
    }

    @Test
    void aBadRemoteArrayIsEfaultBeforeThePidIsLookedAt() {
      assertEquals(EFAULT, readv(-1, mine(8), wildArray));
    }

    @Test
    void aRemoteLengthOverSsizeMaxIsEinvalBeforeThePidIsLookedAt() {
      assertEquals(EINVAL, readv(-1, mine(8), Packed.words(4096, Long.MIN_VALUE)));
    }

    @Test
    void aRemoteTotalOfZeroGivesZeroEvenForPidMinusOne() {
      assertEquals(0, readv(-1, mine(8), theirs(0)));
      assertEquals(0, readv(-1, mine(8), none));
    }

    @Test
    void noSuchProcessIsEsrchBeforeItsMemoryIsLookedAt() {
      assertEquals(ESRCH, readv(-1, mine(8), new Packed(new Iovec(KERNEL_ADDRESS, 8))));
    }

    @Test
    void aReadFromNowhereToNowhereIsEfaultWhereAccessIsAllowedAndEsrchWhereNobodyIs() {
      Packed nowhere = new Packed(new Iovec(0, 1));
      assertEquals(EFAULT, readv(foreign.pid(), nowhere, nowhere));
      assertEquals(
          EFAULT, readv(ProcessHandle.current().pid(), nowhere, nowhere), "oneself always");
      assertEquals(ESRCH, readv(-1, nowhere, nowhere));
    }
  }

  @Nested
  @DisplayName("Lengths")
  class Lengths {
    @Test
    void oneCallMovesAtMost2GibLessAPage() {
      Iovec[] remote = new Iovec[1024];
      Iovec[] local = new Iovec[1024];
      ByteBuffer buffer = ByteBuffer.allocateDirect(4 << 20);
      Arrays.fill(remote, new Iovec(foreign.value("huge"), 4 << 20)); // 4 GiB of the same memory
      Arrays.fill(local, Iovec.of(buffer));
      try {
        assertEquals(0x7ffff000L, readv(foreign.pid(), new Packed(local), new Packed(remote)));
      } finally {
        Reference.reachabilityFence(buffer);
      }
    }

    @Test
    void theSmallerTotalWins() {
      assertEquals(100, readv(foreign.pid(), mine(100), theirs(200)));
      assertEquals(100, readv(foreign.pid(), mine(200), theirs(100)));
    }

    @Test
    void anEmptyLocalEntryWithAWildBaseIsEfault() {
      Packed local =
          new Packed(new Iovec(KERNEL_ADDRESS, 0), new Iovec(Iovec.of(memory).address(), 8));
      assertEquals(EFAULT, readv(foreign.pid(), local, theirs(8)));
    }

    @Test
    void anEmptyRemoteEntryWithAWildBaseIsSkipped() {
      assertEquals(8, read(new Iovec(KERNEL_ADDRESS, 0), new Iovec(foreign.value("rw"), 8)));
    }
  }

  @Nested
  @DisplayName("Short counts split inside an element")
  class ShortCounts {
    private final long area = foreign.value("twothenone");

    @Test
    void twelveKibOfWhichTheThirdPageIsUnreadableGive8192() {
      assertEquals(8192, read(new Iovec(area, 12288)));
      assertArrayEquals(Foreign.laid(0, 8192), got(8192));
    }

    @Test
    void startedHundredBytesOnTheyGive8092() {
      assertEquals(8092, read(new Iovec(area + 100, 12288 - 100)));
      assertArrayEquals(Foreign.laid(100, 8092), got(8092));
    }

    @Test
    void tenGoodBytesThenTwoGoodAndEightBadGive12() {
      assertEquals(12, read(new Iovec(area, 10), new Iovec(area + 8190, 10)));
    }

    @Test
    void aBadEntryBeforeAGoodOneIsEfault() {
      assertEquals(EFAULT, read(new Iovec(area + 8192, 10), new Iovec(area, 10)));
    }

    @Test
    void localFaultsBehaveTheSame() {
      Iovec good = new Iovec(Iovec.of(memory).address(), 10);
      Iovec hole = new Iovec(4096, 10); // below mmap_min_addr: nothing can be mapped there
      assertEquals(10, readv(foreign.pid(), new Packed(good, hole), theirs(20)));
      assertEquals(EFAULT, readv(foreign.pid(), new Packed(hole, good), theirs(20)));
    }

    @Test
    void askingAgainAtTheFaultTellsItsErrno() {
      assertEquals(EFAULT, read(new Iovec(area + 8192, 4096)));
    }

    @Test
    void aCopyOf2GibIsNotInterruptedBySignals() throws Exception {
      try (Foreign copier =
          Foreign.start(
              Foreign.program("bigcopy", 64),
              Long.toString(foreign.pid()),
              "0x" + Long.toHexString(foreign.value("huge")),
              Integer.toString(4 << 20))) {
        for (int i = 0; i < 5; i++) {
          copier.signal("STOP");
          copier.signal("CONT");
        }
        assertEquals("moved 0x7ffff000", copier.line());
      }
    }
  }

  @Nested
  @DisplayName("Mappings")
  class Mappings {
    @Test
    void aWriteToReadOnlyMemoryIsEfault() {
      assertEquals(EFAULT, write(foreign.value("ro"), 8));
    }

    @Test
    void aWriteToTextIsEfault() {
      assertEquals(EFAULT, write(foreign.value("text"), 8));
    }

    @Test
    void aWriteToAReadOnlySharedFileIsEfault() {
      assertEquals(EFAULT, write(foreign.value("sharedro"), 8));
      assertEquals(8, read(new Iovec(foreign.value("sharedro"), 8)));
    }

    @Test
    void memoryWithoutPermissionIsEfault() {
      assertEquals(EFAULT, read(new Iovec(foreign.value("none"), 8)));
      assertEquals(EFAULT, write(foreign.value("none"), 8));
    }

    @Test
    void theLastByteOfAMappingIsReadableAndTheNextIsNot() {
      long end = foreign.value("end") + Foreign.PAGE;
      assertEquals(1, read(new Iovec(end - 1, 2)));
      assertEquals(EFAULT, read(new Iovec(end, 1)));
    }

    @Test
    void aHoleBetweenTwoMappingsStopsTheCopy() {
      assertEquals(Foreign.PAGE, read(new Iovec(foreign.value("hole"), 3 * Foreign.PAGE)));
      assertEquals(8, read(new Iovec(foreign.value("hole") + 2 * Foreign.PAGE, 8)));
    }

    @Test
    void theVdsoIsReadable() throws Exception {
      try (ProcessMemory process = open(foreign)) {
        MemoryRegion vdso =
            process.regions().stream()
                .filter(r -> r.path().equals("[vdso]"))
                .findFirst()
                .orElseThrow();
        assertEquals(4, read(new Iovec(vdso.start(), 4)));
        assertArrayEquals(new byte[] {0x7f, 'E', 'L', 'F'}, got(4));
      }
    }

    @Test
    void transparentHugePagesAreReadAndWritten() {
      assertEquals(1 << 20, read(new Iovec(foreign.value("huge"), 1 << 20)));
      assertArrayEquals(Foreign.laid(0, 1 << 20), got(1 << 20));
      assertEquals(1 << 20, write(foreign.value("huge"), 1 << 20));
      assertEquals(Foreign.hash(got(1 << 20)), foreign.hash(foreign.value("huge"), 1 << 20));
    }

    @Test
    void hugetlbPagesAreRead() {
      Requires.that(foreign.value("hugetlb") != 0, "needs huge pages: sysctl vm.nr_hugepages=8");
      assertEquals(4096, read(new Iovec(foreign.value("hugetlb"), 4096)));
      assertArrayEquals(Foreign.laid(0, 4096), got(4096));
    }

    @Test
    void localReadOnlyMemoryCanBeTheSourceOfAWrite(@TempDir Path folder) throws Exception {
      byte[] bytes = Foreign.laid(1000, 4096);
      Path file = Files.write(folder.resolve("source"), bytes);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 4096);
        Packed remote = new Packed(new Iovec(foreign.value("rw"), 4096));
        Packed local = new Packed(Iovec.of(mapped));
        try {
          assertEquals(4096, writev(foreign.pid(), local, remote));
        } finally {
          Reference.reachabilityFence(mapped);
        }
        assertEquals(Foreign.hash(bytes), foreign.hash(foreign.value("rw"), 4096));
      } finally {
        foreign.ask("lay", foreign.value("rw"), 4096);
      }
    }

    /** Kernels from 6.12 on can be set to forbid it: then the file gives an input/output error. */
    @Test
    void procMemIsNotTheSameAndReadsWhatThisCallMayNot() throws Exception {
      try (RandomAccessFile mem =
          new RandomAccessFile(Proc.path(foreign.pid(), "mem").toFile(), "r")) {
        mem.seek(foreign.value("none"));
        byte[] bytes = new byte[16];
        try {
          mem.readFully(bytes);
          assertArrayEquals(Foreign.laid(0, 16), bytes);
        } catch (java.io.IOException e) {
          assertTrue(e.getMessage().contains("Input/output"), e.getMessage());
        }
      }
    }
  }

  @Nested
  @DisplayName("Targets")
  class Targets {
    private long probe(long pid) {
      return readv(pid, mine(8), theirs(8));
    }

    @Test
    void aZombieIsEsrch() {
      try (Foreign parent = Foreign.start(Foreign.program("zombie", 64))) {
        long pid = parent.pid();
        while (Proc.stat(pid).orElseThrow().state() != 'Z') {
          Thread.onSpinWait();
        }
        assertEquals(ESRCH, probe(pid));
      }
    }

    @Test
    void aReapedProcessIsEsrch() {
      Foreign ended = Foreign.start();
      ended.kill();
      assertEquals(ESRCH, probe(ended.pid()));
    }

    @Test
    void pidsOfZeroAndBelowAreEsrch() {
      assertEquals(ESRCH, probe(0));
      assertEquals(ESRCH, probe(-1));
      assertEquals(ESRCH, probe(Integer.MIN_VALUE));
    }

    @Test
    void aKernelThreadIsEsrch() {
      Requires.root();
      long thread =
          Proc.pids().stream()
              .filter(pid -> Proc.stat(pid).map(Proc.Stat::kernelThread).orElse(false))
              .findFirst()
              .orElse(-1L);
      Requires.that(thread > 0, "needs a kernel thread in sight: run outside a container");
      assertEquals(ESRCH, probe(thread));
    }

    @Test
    void aStoppedProcessIsReadAndWritten() throws Exception {
      try (Foreign stopped = Foreign.start()) {
        stopped.signal("STOP");
        while (Proc.stat(stopped.pid()).orElseThrow().state() != 'T') {
          Thread.onSpinWait();
        }
        Packed area = new Packed(new Iovec(stopped.value("rw"), 8));
        assertEquals(8, readv(stopped.pid(), mine(8), area));
        assertEquals(8, writev(stopped.pid(), mine(8), area));
      }
    }

    @Test
    void a64BitCallerReadsA32BitProcessAsItStands() {
      try (Foreign small = Foreign.start(32)) {
        assertEquals(
            4096, readv(small.pid(), mine(4096), new Packed(new Iovec(small.value("rw"), 4096))));
        assertArrayEquals(Foreign.laid(0, 4096), got(4096));
      }
    }
  }

  private static ProcessMemory open(Foreign foreign) {
    try {
      return ProcessMemory.open(foreign.pid());
    } catch (ProcessMemoryException e) {
      throw new AssertionError(e);
    }
  }
}
