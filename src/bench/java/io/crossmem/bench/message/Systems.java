package io.crossmem.bench.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts the groups that are compared. Two ranks are pinned, as launchers do: rank N with all
 * threads of its process to core N, by the same {@code taskset} for each system. More are left to
 * the kernel and their system's own ways. (A JVM that has one core to itself exchanges cache lines
 * as fast as one whose measuring thread alone is pinned.)
 */
final class Systems {
  private static final Path OPEN_MPI_RANK = Path.of("target/bench-native/mpi_bench");
  private static final int PINNED = 2;

  private final boolean pinsOurs;

  /** Open MPI's two ranks are always pinned: left alone, they may spin on one core for seconds. */
  Systems(boolean pinsOurs) {
    this.pinsOurs = pinsOurs;
  }

  /** Ours, in JVMs like this one, with options added. */
  RankGroup crossmem(int ranks, String... jvmOptions) throws IOException {
    String communicator = "bench-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    List<ProcessBuilder> commands = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      List<String> command = new ArrayList<>();
      if (pinsOurs && ranks <= PINNED) {
        command.addAll(pinned(rank));
      }
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of(jvmOptions));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(Systems.class.getPackageName() + ".MessageRank");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("CROSSMEM_RANK", Integer.toString(rank));
      builder.environment().put("CROSSMEM_SIZE", Integer.toString(ranks));
      builder.environment().put("CROSSMEM_NAME", communicator);
      commands.add(builder);
    }
    return new RankGroup("crossmem", ranks, commands);
  }

  /**
   * Open MPI as it comes from Debian: nothing is set but where its ranks run. Empty where it is not
   * installed.
   */
  Optional<RankGroup> openMpi(int ranks) throws IOException {
    if (!Files.exists(OPEN_MPI_RANK)) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(List.of("mpirun", "--bind-to", "none"));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--allow-run-as-root");
    }
    if (ranks <= PINNED) {
      for (int rank = 0; rank < ranks; rank++) {
        command.addAll(rank == 0 ? List.of("-n", "1") : List.of(":", "-n", "1"));
        command.addAll(pinned(rank));
        command.add(OPEN_MPI_RANK.toString());
      }
    } else {
      command.addAll(List.of("--oversubscribe", "-n", Integer.toString(ranks)));
      command.add(OPEN_MPI_RANK.toString());
    }
    return Optional.of(new RankGroup("Open MPI", ranks, List.of(new ProcessBuilder(command))));
  }

  private static List<String> pinned(int core) {
    return List.of("taskset", "-c", Integer.toString(core));
  }
}
