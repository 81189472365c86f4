package io.crossmem.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pins each of two processes to a core, as MPI launchers do: otherwise the kernel may leave both on
 * one core, where messages wait for the other process to run.
 */
final class Cores {
  private static final String ALLOWED = "Cpus_allowed_list:";

  private Cores() {}

  /** The prefix for the command of a rank; empty if there is not a core for each. */
  static List<String> pin(int rank, int ranks) throws IOException {
    List<Integer> allowed = allowed();
    if (allowed.size() < ranks || !hasTaskset()) {
      return List.of();
    }
    return List.of("taskset", "-c", Integer.toString(allowed.get(rank)));
  }

  private static boolean hasTaskset() {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, "taskset"))) {
        return true;
      }
    }
    return false;
  }

  /** The cores that this process may use: {@code 0-3,7}. */
  private static List<Integer> allowed() throws IOException {
    List<Integer> cores = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(ALLOWED)) {
        for (String range : line.substring(ALLOWED.length()).strip().split(",")) {
          String[] ends = range.split("-");
          int last = Integer.parseInt(ends[ends.length - 1]);
          for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
            cores.add(core);
          }
        }
      }
    }
    return cores;
  }
}
