package io.crossmem.bench.suite;

import java.io.IOException;
import java.util.List;

/** Another program that keeps one core busy until it is ended or this process has ended. */
final class Neighbour {
  private static final String LOOP =
      "while kill -0 \"$1\"; do i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done";

  private final Process process;

  /** Starts it on the given core. */
  Neighbour(int core) throws IOException {
    String own = Long.toString(ProcessHandle.current().pid());
    process =
        new ProcessBuilder(
                List.of("taskset", "-c", Integer.toString(core), "sh", "-c", LOOP, "sh", own))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  void end() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
