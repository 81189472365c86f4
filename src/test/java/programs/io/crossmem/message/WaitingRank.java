package io.crossmem.message;

import java.time.Duration;

/** Rank 1 is late; rank 0 says how much processor time its waiting took. */
final class WaitingRank {
  private static final Duration LATE = Duration.ofSeconds(3);

  private WaitingRank() {}

  public static void main(String... arguments) throws Exception {
    try (Communicator world = Ranks.join(arguments)) {
      Data nothing = Data.of(new byte[0]);
      for (int i = 0; i < 2000; i++) { // so that the code is compiled
        world.sendRecv(nothing, 1 - world.rank(), 0, nothing, 1 - world.rank(), 0);
      }
      if (world.rank() == 1) {
        Thread.sleep(LATE.toMillis());
        world.send(nothing, 0, 1);
      } else {
        Duration before = used();
        world.recv(nothing, 1, 1);
        double share = (double) used().minus(before).toNanos() / LATE.toNanos();
        System.out.printf("waiting takes %.2f %% of a core%n", 100 * share);
        if (share > 0.2) {
          throw new AssertionError("waiting takes " + share + " of a core");
        }
      }
    }
  }

  private static Duration used() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }
}
