package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A reused pid: another process is never accessed instead of the opened one. */
class IdentityTest {
  private static final int ROUNDS = 200;

  /** One pid, given to a new process each time it is asked; each holds a page of one letter. */
  private static Foreign reused() {
    Requires.root();
    Requires.file("/proc/sys/kernel/ns_last_pid", "a kernel with CONFIG_CHECKPOINT_RESTORE");
    return Foreign.start(Foreign.program("reuse", 64));
  }

  private static ByteBuffer page() {
    return ByteBuffer.allocateDirect(Foreign.PAGE);
  }

  @Test
  void aTransferIsNeverWithAProcessThatTookThePidOver() throws Exception {
    try (Foreign reused = reused();
        ProcessMemory first = ProcessMemory.open(reused.pid())) {
      long address = reused.value("page");
      assertTransfersOnlyWithTheFirst(reused, first, address);
    }
  }

  /** Also run in a JVM that has no pidfd, by {@link WithoutPidfd}. */
  static void assertTransfersOnlyWithTheFirst(Foreign reused, ProcessMemory first, long address)
      throws Exception {
    ByteBuffer local = page();
    first.readFully(address, local);
    assertEquals('a', local.get(0));
    assertTrue(first.isAlive());

    assertEquals("letter 0x62", reused.ask("next"));

    assertFalse(first.isAlive());
    IovecArray ours = IovecArray.of(local.clear());
    IovecArray theirs = IovecArray.of(new Iovec(address, Foreign.PAGE));
    assertEsrch(() -> first.read(address, page()));
    assertEsrch(() -> first.read(address, ByteBuffer.allocate(8)));
    assertEsrch(() -> first.read(ours, theirs));
    assertEsrch(() -> first.write(address, page()));
    assertEsrch(() -> first.write(ours, theirs));
    assertEsrch(first::regions);

    // The pid really is another's, and no write reached it: the bare call, which asks nobody,
    // shows.
    assertEquals(Foreign.PAGE, first.read(ours, theirs, 0));
    for (int i = 0; i < Foreign.PAGE; i++) {
      assertEquals('b', local.get(i));
    }
    try (ProcessMemory second = ProcessMemory.open(reused.pid())) {
      second.readFully(address, local.clear());
      assertEquals('b', local.get(0));
    }
  }

  private static void assertEsrch(org.junit.jupiter.api.function.Executable call) {
    assertEquals(Errno.ESRCH, assertThrows(ProcessMemoryException.class, call).errno());
  }

  @Test
  void readsThatRaceWithTheReuseReportOnlyTheFirstProcessesBytes() throws Exception {
    try (Foreign reused = reused()) {
      long address = reused.value("page");
      int letter = 'a';
      for (int round = 0; round < ROUNDS; round++) {
        try (ProcessMemory current = ProcessMemory.open(reused.pid())) {
          Reader reader = new Reader(current, address, (byte) letter);
          reader.start();
          while (!reader.hasRead && reader.isAlive()) {
            Thread.onSpinWait();
          }
          letter = (int) Long.parseLong(reused.ask("next").substring("letter 0x".length()), 16);
          reader.join();
          assertEquals(null, reader.wrong, "round " + round);
          assertTrue(reader.hasRead);
        }
      }
    }
  }

  /** Reads until the process has ended; every byte that is reported must be its letter. */
  private static final class Reader extends Thread {
    private final ProcessMemory process;
    private final long address;
    private final byte letter;
    volatile boolean hasRead;
    volatile String wrong;

    Reader(ProcessMemory process, long address, byte letter) {
      this.process = process;
      this.address = address;
      this.letter = letter;
    }

    @Override
    public void run() {
      ByteBuffer local = page();
      try {
        while (wrong == null) {
          process.readFully(address, local.clear());
          hasRead = true;
          if (local.get(0) != letter || local.get(Foreign.PAGE - 1) != letter) {
            wrong = (char) local.get(0) + " instead of " + (char) letter;
          }
        }
      } catch (ProcessMemoryException e) {
        if (e.errno() != Errno.ESRCH) {
          wrong = e.getMessage();
        }
      }
    }
  }

  @Test
  void withoutAPidfdTheStartTimeDistinguishesThem() throws Exception {
    reused().close();
    String pidfdOpen = "434";
    for (int errno : new int[] {Errno.ENOSYS.number(), Errno.EPERM.number()}) {
      Jvm.Result result =
          Jvm.under(Foreign.program("deny", 64), Integer.toString(errno), pidfdOpen)
              .withTestLibraries()
              .run(WithoutPidfd.class);
      assertEquals(0, result.status(), result.output());
      assertTrue(result.output().contains("no pidfd; all as it should be"), result.output());
    }
  }

  /** The main class of that other JVM. */
  static final class WithoutPidfd {
    public static void main(String[] arguments) throws Exception {
      try (Foreign reused = Foreign.start(Foreign.program("reuse", 64));
          ProcessMemory first = ProcessMemory.open(reused.pid())) {
        if (!Held.descriptors("pidfd").isEmpty()) {
          throw new AssertionError("there is a pidfd");
        }
        assertTransfersOnlyWithTheFirst(reused, first, reused.value("page"));
      }
      System.out.println("no pidfd; all as it should be");
    }
  }

  @Test
  void execveKeepsTheProcess() throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "read line; exec sleep 100").start();
    try (ProcessMemory process = ProcessMemory.open(shell.pid())) {
      shell.outputWriter().write("\n");
      shell.outputWriter().flush();
      while (process.regions().stream().noneMatch(r -> r.path().endsWith("/sleep"))) {
        Thread.onSpinWait();
      }
      assertTrue(process.isAlive());
    } finally {
      shell.destroyForcibly();
    }
  }

  @Test
  void aCloseByAnotherThreadIsNeverMistakenForAResult() throws Exception {
    try (Foreign foreign = Foreign.start()) {
      for (int round = 0; round < 200; round++) {
        ProcessMemory process = ProcessMemory.open(foreign.pid());
        Thread closer = new Thread(process::close);
        ByteBuffer local = page();
        closer.start();
        try {
          while (true) {
            process.readFully(foreign.value("rw"), local.clear());
            assertEquals(Foreign.laid(1), local.get(1));
          }
        } catch (IllegalStateException e) {
          assertTrue(e.getMessage().contains("closed"), e.getMessage());
        }
        closer.join();
      }
    }
  }
}
