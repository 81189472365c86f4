package io.crossmem.bench.suite;

import io.crossmem.bench.kernel.KernelRank;
import io.crossmem.bench.kernel.Memory;
import io.crossmem.bench.rank.Rank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Starts the processes of each system. Pinned ranks are pinned by the same {@code taskset} in each
 * system. Others are placed by the kernel or by the system itself. (A JVM that is pinned to one
 * core with all threads exchanges cache lines as fast as one with only its measuring thread
 * pinned.)
 */
final class Systems {
  /** UCX's transports within a node: with Cross Memory Attach for large messages, and without. */
  static final String SINGLE_COPY = "cma,posix,self";

  static final String TWO_COPIES = "posix,self";

  static final Path PROGRAMS =
      Path.of(System.getProperty("crossmem.bench.native", "target/bench-native"));
  static final List<String> JVM_OPTIONS = jvmOptions();
  static final String CLASS_PATH = System.getProperty("java.class.path");

  /** The class path of another build of this project to compare with; empty if there is none. */
  static final String OTHER_BUILD = System.getProperty("crossmem.bench.against", "");

  private Systems() {}

  /**
   * Tests add options with which JVMs start sooner. No thread of a compiler may end, since its
   * processor time would end with it.
   */
  private static List<String> jvmOptions() {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xmx1g",
                "-XX:MaxDirectMemorySize=2g",
                "-XX:-UsePerfData",
                "-XX:-UseDynamicNumberOfCompilerThreads"));
    String more = System.getProperty("crossmem.bench.jvm", "");
    options.addAll(more.isEmpty() ? List.of() : List.of(more.split(" ")));
    return List.copyOf(options);
  }

  /** A system in Java, by its name in {@link Rank}. */
  static RankGroup java(String name, int ranks, String transport, String... jvmOptions)
      throws IOException {
    return java(name, Ranks.of(ranks), transport, Map.of(), jvmOptions);
  }

  /** Whether this build is compared only with another build. */
  static boolean hasOtherBuild() {
    return !OTHER_BUILD.isEmpty();
  }

  /** The same system in the other build. */
  static RankGroup otherBuild(String name, int ranks, String transport) throws IOException {
    return java(name, Ranks.of(ranks), transport, OTHER_BUILD, Map.of());
  }

  static RankGroup java(
      String name,
      Ranks ranks,
      String transport,
      Map<String, String> environment,
      String... jvmOptions)
      throws IOException {
    return java(name, ranks, transport, CLASS_PATH, environment, jvmOptions);
  }

  private static RankGroup java(
      String name,
      Ranks ranks,
      String transport,
      String classPath,
      Map<String, String> environment,
      String... jvmOptions)
      throws IOException {
    return java(name, ranks, Rank.class, transport, classPath, environment, jvmOptions);
  }

  /** Another program in two JVMs; each rank has its own arguments. */
  static RankGroup java(
      String name, String classPath, Class<?> main, IntFunction<List<String>> arguments)
      throws IOException {
    return each(
        name, Ranks.pair(), rank -> java(classPath, main, arguments.apply(rank)), Map.of(), true);
  }

  /** The kernels in Java, with messages in the given memory. */
  static RankGroup kernels(String name, Ranks ranks, Memory.Kind memory, String... jvmOptions)
      throws IOException {
    return java(name, ranks, KernelRank.class, memory.name(), CLASS_PATH, Map.of(), jvmOptions);
  }

  private static RankGroup java(
      String name,
      Ranks ranks,
      Class<?> main,
      String argument,
      String classPath,
      Map<String, String> environment,
      String... jvmOptions)
      throws IOException {
    List<String> command = java(classPath, main, List.of(argument), jvmOptions);
    return each(name, ranks, any -> command, environment, true);
  }

  /** The command line of a rank in Java. */
  static List<String> java(
      String classPath, Class<?> main, List<String> arguments, String... jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    return command;
  }

  /** The Foreign Function API: run from a source file, since the project's JDK is too old. */
  static RankGroup foreign(String name, Path java) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(JVM_OPTIONS);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", CLASS_PATH, "src/bench/java25/ForeignRank.java"));
    return each(name, Ranks.pair(), any -> command, Map.of(), true);
  }

  /** A program in C without MPI. */
  static RankGroup program(
      String name, String program, List<String> arguments, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(PROGRAMS.resolve(program).toString());
    command.addAll(arguments);
    return each(name, Ranks.pair(), any -> command, environment, false);
  }

  private static RankGroup each(
      String name,
      Ranks ranks,
      IntFunction<List<String>> command,
      Map<String, String> environment,
      boolean compiles)
      throws IOException {
    String communicator = "bench-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    List<ProcessBuilder> commands = new ArrayList<>();
    for (int rank = 0; rank < ranks.count(); rank++) {
      List<String> line = new ArrayList<>(ranks.pinned() ? pinned(rank) : List.of());
      line.addAll(command.apply(rank));
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().putAll(environment);
      builder.environment().put("CROSSMEM_RANK", Integer.toString(rank));
      builder.environment().put("CROSSMEM_SIZE", Integer.toString(ranks.count()));
      builder.environment().put("CROSSMEM_NAME", communicator);
      commands.add(builder);
    }
    return new RankGroup(name, ranks.count(), compiles, commands);
  }

  /**
   * Open MPI with its defaults: only the placement of ranks, no network ports, and the requested
   * options are set.
   */
  static RankGroup openMpi(Installation openMpi, Ranks ranks, Map<String, String> environment)
      throws IOException {
    return openMpi(openMpi, ranks, openMpi.program(), environment);
  }

  /** The same with another program. */
  static RankGroup openMpi(
      Installation openMpi, Ranks ranks, String program, Map<String, String> environment)
      throws IOException {
    List<String> command = mpirun(openMpi);
    if (ranks.mayShareCores()) {
      command.add("--oversubscribe");
    }
    return launched("Open MPI", command, ranks, path(program), environment, false);
  }

  /** Two JVMs with a class path that has Open MPI's Java binding. */
  static RankGroup openMpiJava(
      Installation openMpi, String classPath, Class<?> main, String argument) throws IOException {
    List<String> rank = java(classPath, main, List.of(argument));
    return launched("Open MPI", mpirun(openMpi), Ranks.pair(), rank, Map.of(), true);
  }

  private static List<String> path(String program) {
    return List.of(PROGRAMS.resolve(program).toString());
  }

  /** Open MPI's launcher, without the program. */
  static List<String> mpirun(Installation openMpi) {
    List<String> command = new ArrayList<>(List.of(openMpi.command(), "--bind-to", "none"));
    command.addAll(List.of("--mca", "btl", "self,vader"));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--allow-run-as-root");
    }
    return command;
  }

  /** MPICH, which Debian builds with UCX: limited to this node, without network ports. */
  static RankGroup mpich(Installation mpich, Ranks ranks, Map<String, String> environment)
      throws IOException {
    return mpich(mpich, ranks, mpich.program(), environment);
  }

  /** The same with another program. */
  static RankGroup mpich(
      Installation mpich, Ranks ranks, String program, Map<String, String> environment)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("UCX_TLS", SINGLE_COPY);
    List<String> command = new ArrayList<>(List.of(mpich.command(), "-bind-to", "none"));
    return launched("MPICH", command, ranks, path(program), all, false);
  }

  /** UCX with the given transports; its own log lines are turned off. */
  static RankGroup ucx(Installation ucx, Ranks ranks, String ways) throws IOException {
    Map<String, String> environment = Map.of("UCX_TLS", ways, "UCX_LOG_LEVEL", "fatal");
    List<String> command = List.of(PROGRAMS.resolve(ucx.program()).toString());
    return each("UCX", ranks, any -> command, environment, false);
  }

  private static RankGroup launched(
      String name,
      List<String> command,
      Ranks ranks,
      List<String> rankCommand,
      Map<String, String> environment,
      boolean compiles)
      throws IOException {
    if (ranks.pinned()) {
      for (int rank = 0; rank < ranks.count(); rank++) {
        command.addAll(rank == 0 ? List.of("-n", "1") : List.of(":", "-n", "1"));
        command.addAll(pinned(rank));
        command.addAll(rankCommand);
      }
    } else {
      command.addAll(List.of("-n", Integer.toString(ranks.count())));
      command.addAll(rankCommand);
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new RankGroup(name, ranks.count(), compiles, List.of(builder));
  }

  static List<String> pinned(int core) {
    return List.of("taskset", "-c", Integer.toString(core));
  }

  /** Whether a program of the C ranks was built, which needs its library and compiler. */
  static boolean isBuilt(String program) {
    return Files.isExecutable(PROGRAMS.resolve(program));
  }

  /** Whether Debian's MPI of that kind is installed, and the program was built. */
  static boolean canRun(String kind, String program) {
    return isBuilt(program) && Programs.arePresent(Installation.ofDebian(kind).command());
  }

  /** The {@code java} of the newest JDK with the Foreign Function API. */
  static Optional<Path> foreignJava() {
    String home = System.getProperty("crossmem.bench.foreign", "");
    return home.isEmpty() ? Optional.empty() : Optional.of(Path.of(home, "bin", "java"));
  }
}
