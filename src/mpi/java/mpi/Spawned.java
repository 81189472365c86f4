package mpi;

import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Starts processes as ranks of a new world. They get the same environment variables as from
 * crossmem's launcher, and one more: the name of the meeting with their parents.
 */
final class Spawned {
  /** The name of the meeting with the parents, a colon, and the number of these. */
  private static final String PARENTS = "CROSSMEM_MPI_PARENTS";

  private static final int MOST = 1024;

  private static final Intercomm NONE = new Intercomm(null);

  private static volatile Intercomm parent = NONE;

  private Spawned() {}

  static Intercomm parent() {
    return parent;
  }

  /** Called by the first Init of a spawned process; the parents wait for it. */
  static void meetParents(Channel world) throws IOException {
    String told = System.getenv(PARENTS);
    if (told == null || parent != NONE) {
      return;
    }
    int colon = told.lastIndexOf(':');
    parent =
        Meeting.byName(
            told.substring(0, colon), world, Integer.parseInt(told.substring(colon + 1)), false);
    parent.setName("parents");
  }

  // ---- the parents' side

  /** What to start, in as many processes. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record Program(String command, String[] arguments, int count, Info info) {}

  /** The programs of the root; elsewhere none. */
  static List<Program> programs(
      Intracomm from,
      String[] commands,
      String[][] arguments,
      int[] counts,
      Info[] infos,
      int root) {
    if (from.getRank() != root || commands == null || counts == null) {
      return List.of();
    }
    List<Program> programs = new ArrayList<>();
    for (int i = 0; i < Math.min(commands.length, counts.length); i++) {
      String[] own = arguments == null || i >= arguments.length ? null : arguments[i];
      Info info = infos == null || i >= infos.length ? null : infos[i];
      programs.add(new Program(commands[i], own, counts[i], info));
    }
    return programs;
  }

  /** Collective; what is started counts in the root alone. */
  static Intercomm spawn(Intracomm from, List<Program> programs, int root, int[] errorCodes) {
    try {
      Channel group = from.channel();
      Meeting.requireOneNode(group);
      if (root < 0 || root >= from.getSize()) {
        throw new MPIException(ErrorClass.ROOT, "the root is not a rank: " + root);
      }
      List<Process> started = new ArrayList<>();
      byte[] told = new byte[Meeting.newName("mpi").length() + Integer.BYTES];
      MPIException failure = null;
      if (group.rank == root) {
        try {
          told = start(programs, from.getSize(), started);
        } catch (MPIException e) {
          failure = e; // the others have to be told: they read a count of 0
        }
      }
      group.hidden.broadcast(Data.of(told), root);
      int count = ByteBuffer.wrap(told).getInt();
      if (count == 0) {
        throw failure != null
            ? failure
            : new MPIException(ErrorClass.SPAWN, "the root could not start the processes");
      }
      String name =
          new String(told, Integer.BYTES, told.length - Integer.BYTES, StandardCharsets.US_ASCII);
      AtomicReference<Intercomm> met = new AtomicReference<>();
      started.forEach(process -> watch(process, met));
      Intercomm children = from.copyHandler(Meeting.byName(name, group, count, true));
      met.set(children);
      if (errorCodes != null) {
        Arrays.fill(errorCodes, 0, Math.min(count, errorCodes.length), ErrorClass.SUCCESS);
      }
      return children;
    } catch (IOException | RuntimeException e) {
      throw from.failure(
          e instanceof MPIException || e instanceof MessageException
              ? e
              : new MPIException(ErrorClass.SPAWN, e.getMessage(), e));
    }
  }

  /** Returns the number of processes, and the name to meet them by. */
  private static byte[] start(List<Program> programs, int parents, List<Process> started) {
    int count = 0;
    for (Program program : programs) {
      if (program.command == null || program.count < 0 || program.count > MOST) {
        throw new MPIException(
            ErrorClass.ARG, "a command is null, or its number of processes not from 0 to " + MOST);
      }
      count += program.count;
    }
    if (count < 1 || count > MOST) {
      throw new MPIException(
          ErrorClass.ARG, "the number of processes is not from 1 to " + MOST + ": " + count);
    }
    String meeting = Meeting.newName("mpi");
    String world = Meeting.newName("spawn");
    try {
      for (int number = 0; number < programs.size(); number++) {
        Program program = programs.get(number);
        for (int i = 0; i < program.count; i++) {
          ProcessBuilder builder = builder(program);
          Map<String, String> environment = builder.environment();
          environment.put("CROSSMEM_RANK", Integer.toString(started.size()));
          environment.put("CROSSMEM_SIZE", Integer.toString(count));
          environment.put("CROSSMEM_NAME", world);
          environment.put("CROSSMEM_LAUNCHER", Long.toString(ProcessHandle.current().pid()));
          environment.put(World.PROGRAM_NUMBER, Integer.toString(number));
          environment.put(PARENTS, meeting + ":" + parents);
          started.add(builder.start());
        }
      }
    } catch (IOException | MPIException e) {
      started.forEach(Process::destroyForcibly);
      throw e instanceof MPIException wrong
          ? wrong
          : new MPIException(ErrorClass.SPAWN, e.getMessage(), e);
    }
    byte[] name = meeting.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(Integer.BYTES + name.length).putInt(count).put(name).array();
  }

  private static ProcessBuilder builder(Program program) {
    List<String> line = new ArrayList<>();
    SpawnHints hints = new SpawnHints(program.info);
    line.add(hints.command(program.command));
    if (program.arguments != null) {
      line.addAll(Arrays.asList(program.arguments));
    }
    ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
    builder.directory(hints.folder());
    builder.redirectInput(Redirect.from(new File("/dev/null")));
    builder.environment().remove("CROSSMEM_MPJ");
    // For a java without a class path of its own, which may start in another folder.
    builder.environment().putIfAbsent("CLASSPATH", classPath());
    return builder;
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> new File(entry).getAbsolutePath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * As a launcher does: if one of the processes fails, all are ended, unless it was disconnected.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends this process, or does nothing
  private static void watch(Process process, AtomicReference<Intercomm> met) {
    process
        .onExit()
        .thenAccept(
            ended -> {
              Intercomm children = met.get();
              boolean isOurs = children == null || !children.isNull();
              if (ended.exitValue() != 0 && isOurs && World.isInside()) {
                endWith(ended);
              }
            });
  }

  private static void endWith(Process ended) {
    World.abort(
        ended.exitValue(),
        "MPI: a spawned process (pid " + ended.pid() + ") ended with status " + ended.exitValue());
  }
}
