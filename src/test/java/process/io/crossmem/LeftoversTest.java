package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every file descriptor is closed again. */
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

  /** How many descriptors are pidfds or epolls over them. */
  private static int descriptors() throws IOException {
    return Held.descriptors("pidfd", "eventpoll").size();
  }

  @Test
  void closeGivesBothDescriptorsBack() throws Exception {
    int before = Held.settled(LeftoversTest::descriptors);
    ProcessMemory process = ProcessMemory.open(foreign.pid());
    assertEquals(before + 2, descriptors());
    process.close();
    assertEquals(before, descriptors());
  }

  @Test
  void aRefusedOpenKeepsNothing() throws Exception {
    int before = Held.settled(LeftoversTest::descriptors);
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
  void unclosedResourcesAreReleasedWhenUnreachable() throws Exception {
    int before = Held.settled(LeftoversTest::descriptors);
    for (int i = 0; i < 50; i++) {
      ProcessMemory.open(foreign.pid());
    }
    assertTrue(Held.becomes(() -> descriptors() == before));
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
