package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.Jvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two ranks continue while third ranks are killed at random moments of their traffic. */
class KillTest {
  private static final int KILLS = 50;

  @Test
  void fiftyKillsInARow() throws Exception {
    String name = "kill-" + UUID.randomUUID();
    long seed = Long.getLong("crossmem.test.seed", System.nanoTime());
    List<Process> victims = new ArrayList<>();
    List<Jvm> jvms = List.of(Jvm.ofBits(64).optimizing(), Jvm.ofBits(64).optimizing());
    try (Ranks survivors = Ranks.start(jvms, KillRank.class, name, seed, KILLS)) {
      for (int i = 0; i < KILLS; i++) {
        Jvm jvm = Jvm.ofBits(64);
        victims.add(jvm.start(KillRank.class, "-", 2, 3, name, seed, i));
        if (i >= 2 && !victims.get(i - 2).waitFor(20, TimeUnit.SECONDS)) {
          break; // something hangs, or has failed
        }
      }
      survivors.finish().forEach(System.out::print);
    } finally {
      victims.forEach(Process::destroyForcibly);
    }
    assertEquals(List.of(), left(name));
  }

  static List<String> left(String name) throws Exception {
    Path folder =
        Path.of("/dev/shm/crossmem-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(f -> f.contains(name))
          .toList();
    }
  }
}
