package io.crossmem.message;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rank 1 pauses until rank 0 sleeps, again and again. Each rank prints how many messages of the
 * best of several rounds it slept for, out of the thousand that followed a pause.
 */
final class SleepyRank {
  private static final int MESSAGES = 1000;
  private static final int ROUNDS = 10;

  private SleepyRank() {}

  public static void main(String... arguments) throws Exception {
    try (Communicator world = Ranks.join(arguments)) {
      Data one = Data.of(new byte[8]);
      exchange(world, one); // loads the classes
      long fewest = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        world.barrier();
        if (world.rank() == 1) {
          Thread.sleep(5);
        }
        long before = sleeps();
        exchange(world, one);
        fewest = Math.min(fewest, sleeps() - before);
      }
      System.out.println(fewest);
    }
  }

  private static void exchange(Communicator world, Data one) throws MessageException {
    int other = 1 - world.rank();
    for (int i = 0; i < MESSAGES; i++) {
      if (world.rank() == 0) {
        world.recv(one, other, 0);
        world.send(one, other, 0);
      } else {
        world.send(one, other, 0);
        world.recv(one, other, 0);
      }
    }
  }

  /** How often this thread slept; yields are not counted. */
  private static long sleeps() throws Exception {
    try (var lines = Files.lines(Path.of("/proc/thread-self/status"))) {
      return lines
          .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
          .findFirst()
          .orElseThrow();
    }
  }
}
