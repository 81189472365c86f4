package io.crossmem.bench.suite;

import io.crossmem.bench.cold.ColdRank;
import io.crossmem.bench.cold.Hello;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts jobs that are measured from their start on. Their ranks are not pinned. */
final class ColdSystems {
  /** Passes its start time to a process. */
  private static final List<String> STAMPED =
      List.of("bash", "-c", "export CROSSMEM_BENCH_START=$EPOCHREALTIME; exec \"$@\"", "bash");

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final int HELLO_RANKS = 4;

  /** The launcher of users; it builds its jar if that is missing. */
  static final List<String> LAUNCH = List.of("scripts/launch");

  /** The program in it. */
  static final List<String> LAUNCHER =
      List.of(JAVA, "-cp", Systems.CLASS_PATH, "io.crossmem.cli.Main", "run");

  private ColdSystems() {}

  /** {@code way}: a way of {@link ColdRank}. */
  static ColdRun java(String way, int bytes, long endMillis) throws IOException {
    String name = "cold-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try (SharedFolder shared = new SharedFolder()) {
      List<ProcessBuilder> ranks = new ArrayList<>();
      for (int rank = 0; rank < 2; rank++) {
        List<String> command = new ArrayList<>(STAMPED);
        command.add(JAVA);
        command.addAll(Systems.JVM_OPTIONS);
        command.addAll(List.of("-cp", Systems.CLASS_PATH, ColdRank.class.getName()));
        command.addAll(List.of(way, Integer.toString(bytes), Long.toString(endMillis)));
        ProcessBuilder builder = stamped(command);
        builder.environment().put("CROSSMEM_RANK", Integer.toString(rank));
        builder.environment().put("CROSSMEM_SIZE", "2");
        builder.environment().put("CROSSMEM_NAME", name);
        builder.environment().put("CROSSMEM_BENCH_SHARED", shared.path().toString());
        ranks.add(builder);
      }
      return ColdRun.of(way, ranks);
    }
  }

  static boolean hasOpenMpi() {
    return Systems.canRun(Installation.OPEN_MPI, "openmpi_cold");
  }

  static ColdRun openMpi(int bytes, long endMillis) throws IOException {
    List<String> command = Systems.mpirun(Installation.ofDebian(Installation.OPEN_MPI));
    command.addAll(List.of("-n", "2"));
    command.addAll(STAMPED);
    command.add(Systems.PROGRAMS.resolve("openmpi_cold").toString());
    command.addAll(List.of(Integer.toString(bytes), Long.toString(endMillis)));
    return ColdRun.of("Open MPI", List.of(stamped(command)));
  }

  /** bash writes the time with the locale's decimal point. */
  private static ProcessBuilder stamped(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  /**
   * Nanoseconds of a job of four JVMs.
   *
   * @param launcher {@link #LAUNCH}, or {@link #LAUNCHER} if nothing may be built meanwhile
   */
  static double hello(List<String> launcher, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("-n", Integer.toString(HELLO_RANKS), JAVA));
    command.addAll(List.of("-cp", Systems.CLASS_PATH, Hello.class.getName()));
    command.addAll(List.of(arguments));
    return hello("launch", command);
  }

  static double openMpiHello() throws IOException {
    List<String> command = Systems.mpirun(Installation.ofDebian(Installation.OPEN_MPI));
    command.addAll(List.of("--oversubscribe", "-n", Integer.toString(HELLO_RANKS)));
    command.add(Systems.PROGRAMS.resolve("openmpi_hello").toString());
    return hello("mpirun", command);
  }

  private static double hello(String name, List<String> command) throws IOException {
    long start = System.nanoTime();
    List<String> lines = Job.run(name, List.of(new ProcessBuilder(command)));
    double nanos = System.nanoTime() - start;
    if (lines.stream().filter(line -> line.contains("hello")).count() != HELLO_RANKS) {
      throw new IOException(name + ": not all ranks printed hello: " + lines);
    }
    return nanos;
  }
}
