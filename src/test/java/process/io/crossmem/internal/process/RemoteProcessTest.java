package io.crossmem.internal.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Descriptors;
import io.crossmem.Errno;
import io.crossmem.Foreign;
import io.crossmem.Held;
import io.crossmem.Jvm;
import io.crossmem.ProcessMemory;
import io.crossmem.internal.process.RemoteProcess.Liveness;
import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Proc;
import io.crossmem.internal.sys.Syscalls;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a process lives: reported if this is known, and never guessed. */
class RemoteProcessTest {
  private static final String PIDFD_OPEN = "434";

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  /** Also run in a JVM that has no pidfd. */
  private static void assertDistinguished() throws Exception {
    try (Foreign foreign = Foreign.start()) {
      int pid = (int) foreign.pid();
      long start = RemoteProcess.startTimeOf(pid);
      assertTrue(start > 0);
      try (RemoteProcess opened = RemoteProcess.open(pid);
          RemoteProcess same = RemoteProcess.of(pid, start);
          RemoteProcess any = RemoteProcess.of(pid, 0);
          RemoteProcess other = RemoteProcess.of(pid, start + 1)) {
        assertEquals(start, opened.startTime());
        assertEquals(Liveness.ALIVE, opened.liveness());
        assertEquals(Liveness.ALIVE, same.liveness());
        assertEquals(Liveness.ALIVE, any.liveness());
        assertEquals(Liveness.ENDED, other.liveness());
        assertEquals(8, readEight(same, foreign));
        assertEquals(-Syscalls.ESRCH, readEight(other, foreign));
        foreign.kill();
        for (RemoteProcess process : List.of(opened, same, any, other)) {
          assertEquals(Liveness.ENDED, process.liveness());
          assertEquals(-Syscalls.ESRCH, readEight(process, foreign));
        }
      }
      assertEquals(-1, RemoteProcess.startTimeOf(pid));
      assertEquals(Liveness.ENDED, RemoteProcess.livenessOf(pid, start));
      ErrnoException e = assertThrows(ErrnoException.class, () -> RemoteProcess.open(pid));
      assertEquals(Syscalls.ESRCH, e.errno());
      assertEquals(Liveness.ENDED, RemoteProcess.of(pid, start).liveness());
    }
  }

  private static long readEight(RemoteProcess process, Foreign foreign) {
    return read(process, foreign.value("rw"));
  }

  private static long read(RemoteProcess process, long address) {
    return SingleCopy.readDirect(process, ByteBuffer.allocateDirect(8), 0, 8, address);
  }

  /** Also run in a JVM that has no pidfd. */
  private static void assertAliveWithoutItsFirstThread() throws Exception {
    try (Foreign foreign = Foreign.start(Foreign.program("leadergone", 64))) {
      int pid = (int) foreign.pid();
      while (Proc.stat(pid).orElseThrow().state() != 'Z') {
        Thread.onSpinWait();
      }
      long start = RemoteProcess.startTimeOf(pid);
      assertTrue(start > 0);
      try (RemoteProcess opened = RemoteProcess.open(pid);
          RemoteProcess same = RemoteProcess.of(pid, start);
          ProcessMemory memory = ProcessMemory.open(pid)) {
        assertEquals(Liveness.ALIVE, opened.liveness());
        assertEquals(Liveness.ALIVE, same.liveness());
        assertEquals(Liveness.ALIVE, RemoteProcess.livenessOf(pid, start));
        assertTrue(memory.isAlive());
        assertTrue(ProcessMemory.diagnose(pid).isAllowed());
        long stack = foreign.value("stack");
        assertEquals(8, read(opened, stack));
        assertTrue(memory.regions().stream().anyMatch(region -> region.contains(stack)));
        foreign.kill();
        assertEquals(Liveness.ENDED, opened.liveness());
        assertEquals(Liveness.ENDED, same.liveness());
        assertFalse(memory.isAlive());
        assertEquals(-Syscalls.ESRCH, read(opened, stack));
      }
    }
  }

  /** Also run in a JVM that has no pidfd. */
  private static void assertAZombieHasEnded() throws Exception {
    try (Foreign foreign = Foreign.start(Foreign.program("zombie", 64))) {
      int zombie = (int) foreign.pid();
      while (!Proc.stat(zombie).orElseThrow().hasEnded()) {
        Thread.onSpinWait();
      }
      assertEquals(-1, RemoteProcess.startTimeOf(zombie));
      long start = Proc.stat(zombie).orElseThrow().startTime();
      try (RemoteProcess process = RemoteProcess.of(zombie, start)) {
        assertEquals(Liveness.ENDED, process.liveness());
      }
      assertThrows(ErrnoException.class, () -> RemoteProcess.open(zombie));
    }
  }

  @Test
  void aProcessIsDistinguishedFromOthersAndItsEndIsDetected() throws Exception {
    assertDistinguished();
  }

  @Test
  void aProcessLivesAsLongAsAnyOfItsThreads() throws Exception {
    assertAliveWithoutItsFirstThread();
  }

  @Test
  void aZombieHasEnded() throws Exception {
    assertAZombieHasEnded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENOSYS", "EPERM"})
  void allIsTheSameWithoutAPidfd(String errno) throws Exception {
    String number = Integer.toString(Errno.valueOf(errno).number());
    Jvm.Result result =
        Jvm.under(Foreign.program("deny", 64), number, PIDFD_OPEN)
            .withTestLibraries()
            .run(WithoutPidfd.class);
    assertEquals(0, result.status(), result.output());
    assertTrue(result.output().contains("all as it should be"), result.output());
  }

  /** The main class of that other JVM. */
  static final class WithoutPidfd {
    public static void main(String[] arguments) throws Exception {
      load();
      assertDistinguished();
      assertAliveWithoutItsFirstThread();
      assertAZombieHasEnded();
      assertEquals(Set.of(), Held.descriptors("pidfd"));
      System.out.println("all as it should be");
    }
  }

  @Test
  void aProcessWithoutDescriptorsReportsUnknownAndNotDead() throws Exception {
    Jvm.Result result =
        Jvm.under("sh", "-c", "ulimit -n 100; exec \"$@\"", "sh")
            .withTestLibraries()
            .run(WithoutDescriptors.class);
    assertEquals(0, result.status(), result.output());
    assertTrue(result.output().contains("all as it should be"), result.output());
  }

  /** The main class of a JVM with a low limit. */
  static final class WithoutDescriptors {
    private static final List<Closeable> TAKEN = new ArrayList<>();

    private static void give(int descriptors) throws IOException {
      for (int i = 0; i < descriptors; i++) {
        TAKEN.remove(TAKEN.size() - 1).close();
      }
    }

    public static void main(String[] arguments) throws Exception {
      load();
      assertDistinguished(); // loads every class that is needed below
      try (Foreign foreign = Foreign.start();
          Foreign mortal = Foreign.start()) {
        int pid = (int) foreign.pid();
        long start = RemoteProcess.startTimeOf(pid);
        RemoteProcess armed = RemoteProcess.open(pid);
        RemoteProcess late = RemoteProcess.of(pid, start);
        RemoteProcess dying =
            RemoteProcess.of((int) mortal.pid(), RemoteProcess.startTimeOf(mortal.pid()));
        Descriptors.takeAll(TAKEN);

        assertEquals(Liveness.ALIVE, armed.liveness());
        assertEquals(8, readEight(armed, foreign));
        assertEquals(Liveness.UNKNOWN, late.liveness());
        assertEquals(-Syscalls.EMFILE, readEight(late, foreign));
        assertEquals(0, RemoteProcess.startTimeOf(pid));
        ErrnoException e = assertThrows(ErrnoException.class, () -> RemoteProcess.open(pid));
        assertEquals(Syscalls.EMFILE, e.errno());
        assertEquals(Liveness.UNKNOWN, dying.liveness());
        mortal.kill();
        assertEquals(Liveness.ENDED, dying.liveness());

        give(1); // enough for a look at /proc, not for a guard
        assertEquals(Liveness.ALIVE, late.liveness());
        assertEquals(8, readEight(late, foreign));
        e = assertThrows(ErrnoException.class, () -> RemoteProcess.open(pid));
        assertEquals(Syscalls.EMFILE, e.errno());

        give(2);
        assertEquals(Liveness.ALIVE, late.liveness());
        assertEquals(8, readEight(late, foreign));
        assertEquals(2, Held.descriptors("[pidfd]").size());
        Descriptors.takeAll(TAKEN);
        assertEquals(Liveness.ALIVE, late.liveness());
        assertEquals(8, readEight(late, foreign));
        give(TAKEN.size());

        Set<Integer> guards = Held.descriptors("[eventpoll]");
        armed.close();
        late.close();
        assertEquals(Set.of(), Held.descriptors("[pidfd]"));
        assertEquals(guards.size() - 2, Held.descriptors("[eventpoll]").size());
        assertEquals(Liveness.UNKNOWN, late.liveness());
        assertEquals(-Syscalls.EBADF, readEight(late, foreign));
        assertUnknownIfTheGuardIsBroken(foreign);
      }
      System.out.println("all as it should be");
    }

    private static void assertUnknownIfTheGuardIsBroken(Foreign foreign) throws Exception {
      Set<Integer> before = Held.descriptors("[eventpoll]");
      RemoteProcess process = RemoteProcess.open((int) foreign.pid());
      Set<Integer> guards = Held.descriptors("[eventpoll]");
      guards.removeAll(before);
      assertEquals(1, guards.size());
      Syscalls.close(guards.iterator().next());
      assertEquals(Liveness.UNKNOWN, process.liveness());
      assertEquals(-Syscalls.EBADF, readEight(process, foreign));
    }
  }

  @Test
  void closingTwiceClosesNoOtherDescriptor() throws Exception {
    RemoteProcess process = RemoteProcess.open((int) ProcessHandle.current().pid());
    process.close();
    List<FileInputStream> files = new ArrayList<>();
    for (int i = 0; i < 16; i++) { // some of them get the numbers that were given back
      files.add(new FileInputStream("/proc/self/stat"));
    }
    process.close();
    assertEquals(Liveness.UNKNOWN, process.liveness());
    for (FileInputStream file : files) {
      assertTrue(file.read() > 0);
      file.close();
    }
  }

  @Test
  void noDescriptorIsLeftBehindByWhoeverArmsAndCloses() throws Exception {
    int own = (int) ProcessHandle.current().pid();
    long start = RemoteProcess.startTimeOf(own);
    int before = Held.settled(() -> Held.descriptors("[pidfd]")).size();
    for (int i = 0; i < 300; i++) {
      RemoteProcess process = RemoteProcess.of(own, start + i % 2);
      Thread looker = new Thread(process::liveness);
      looker.start();
      process.liveness();
      process.close();
      looker.join();
      process.liveness();
      assertThrows(ErrnoException.class, () -> RemoteProcess.open(Integer.MAX_VALUE));
    }
    assertEquals(before, Held.descriptors("[pidfd]").size());
  }

  @Test
  void permissionIsCheckedWithoutATransfer() {
    assertEquals(0, SingleCopy.probe((int) ProcessHandle.current().pid()));
    assertEquals(Syscalls.ESRCH, SingleCopy.probe(Integer.MAX_VALUE));
  }
}
