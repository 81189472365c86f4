package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every file descriptor that was taken is given back. */
class LeftoversTest {
  private Foreign foreign;

  @BeforeEach
  void start() {
    foreign = Foreign.start();
  }

  @AfterEach
  void stop() {
    foreign.close();
  }

  /** Descriptors of pidfds and of epolls over them. */
  private static long descriptors() throws IOException {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.filter(LeftoversTest::isOfProcess).count();
    }
  }

  private static boolean isOfProcess(Path fd) {
    try {
      String target = Files.readSymbolicLink(fd).toString();
      return target.contains("pidfd") || target.contains("eventpoll");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Test
  void closeGivesBothDescriptorsBack() throws Exception {
    long before = descriptors();
    ProcessMemory process = ProcessMemory.open(foreign.pid());
    assertEquals(before + 2, descriptors());
    process.close();
    assertEquals(before, descriptors());
  }

  @Test
  void aRefusedOpenKeepsNothing() throws Exception {
    long before = descriptors();
    foreign.kill();
    for (int i = 0; i < 100; i++) {
      assertThrows(ProcessMemoryException.class, () -> ProcessMemory.open(foreign.pid()));
    }
    try (Foreign parent = Foreign.start(Foreign.program("zombie", 64))) {
      for (int i = 0; i < 100; i++) {
        try {
          ProcessMemory.open(parent.pid()).close(); // alive at first, then a zombie
        } catch (ProcessMemoryException e) {
          assertEquals(Errno.ESRCH, e.errno());
        }
      }
    }
    assertEquals(before, descriptors());
  }

  @Test
  void whatIsNeverClosedIsGivenBackWhenItIsUnreachable() throws Exception {
    long before = descriptors();
    for (int i = 0; i < 50; i++) {
      ProcessMemory.open(foreign.pid());
    }
    for (int i = 0; i < 100 && descriptors() > before; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertEquals(before, descriptors());
  }

  @Test
  void descriptorsThatRunOutAreNamed() throws Exception {
    Jvm.Result result =
        Jvm.under("prlimit", "--nofile=64:64")
            .with("-XX:-MaxFDLimit")
            .run(RunsOut.class, foreign.pid());
    assertTrue(result.output().contains("EMFILE (24"), result.output());
  }

  /** Main class: opens until nothing is left. */
  static final class RunsOut {
    public static void main(String[] arguments) {
      List<ProcessMemory> kept = new ArrayList<>();
      try {
        ProcessMemory.open(Integer.MAX_VALUE); // loads the classes that put a failure into words
      } catch (ProcessMemoryException e) {
        System.out.println(e.getMessage());
      }
      try {
        while (true) {
          kept.add(ProcessMemory.open(Long.parseLong(arguments[0])));
        }
      } catch (ProcessMemoryException e) {
        System.out.println(e.getMessage());
      }
      kept.forEach(ProcessMemory::close);
    }
  }
}
