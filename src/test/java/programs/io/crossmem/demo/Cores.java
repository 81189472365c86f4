package io.crossmem.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each of two processes a core, as MPI's launchers do: the kernel may else leave both on one,
 * where the messages that are measured wait for each other's processes.
 */
final class Cores {
  private static final String ALLOWED = "Cpus_allowed_list:";

  private Cores() {}

  /** What to put before the command of a rank; nothing where there is no core for each. */
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

  /** Those that this process may use: {@code 0-3,7}. */
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
