package io.crossmem.cli;

import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Proc;
import io.crossmem.internal.sys.Syscalls;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The ranks of one run. Ends all processes that it started, and their descendants. */
final class Job implements AutoCloseable {
  private static final String NAME = "CROSSMEM_NAME";
  private static final String LOCALE = "LC_ALL";
  private static final String SCRIPTS_LOCALE = "CROSSMEM_LC_ALL";
  private static final long GRACE_MILLIS = 5000;
  private static final long KILLED_MILLIS = 1000;
  private static final long LOOK_EVERY_MILLIS = 10;
  private static final File NOTHING = new File("/dev/null");

  private final LaunchPlan plan;
  private final RankOutput output;
  private final String name;
  private final List<Rank> ranks = new ArrayList<>();
  private final BlockingQueue<Rank> ended = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  Job(LaunchPlan plan, RankOutput output) throws IOException {
    this.plan = plan;
    this.output = output;
    name = "run-" + ProcessHandle.current().pid() + "-" + random();
  }

  /** Read from the kernel, since loading SecureRandom would take about 30 ms. */
  private static String random() throws IOException {
    try (InputStream random = new FileInputStream("/dev/urandom")) {
      return HexFormat.of().formatHex(random.readNBytes(8));
    }
  }

  /**
   * Must be called by a thread that lives as long as this process: the kernel kills the ranks when
   * that thread ends.
   */
  void start() throws IOException, InterruptedException {
    adoptOrphans();
    List<String> prefix = endingWithParent();
    for (int rank = 0; rank < plan.ranks(); rank++) {
      List<String> line = new ArrayList<>(prefix);
      line.addAll(plan.command().apply(rank));
      start(rank, line);
    }
  }

  /** Makes all descendants of the ranks stay descendants of this process while it lives. */
  private static void adoptOrphans() {
    if (NativeLibrary.refusal().isEmpty()) { // else they are found by their environment
      Syscalls.prctl(Syscalls.PR_SET_CHILD_SUBREAPER, 1);
    }
  }

  /** Synchronized with {@link #close}, so that it finds every process. */
  @SuppressWarnings("FutureReturnValueIgnored") // adding to the queue cannot fail
  private synchronized void start(int number, List<String> line) throws IOException {
    if (closed) {
      return;
    }
    ProcessBuilder builder = new ProcessBuilder(line).directory(plan.folder());
    builder.environment().putAll(plan.environment());
    builder.environment().put("CROSSMEM_RANK", Integer.toString(number));
    builder.environment().put("CROSSMEM_SIZE", Integer.toString(plan.ranks()));
    builder.environment().put(NAME, name);
    builder.environment().put("CROSSMEM_LAUNCHER", Long.toString(ProcessHandle.current().pid()));
    restoreLocale(builder.environment());
    builder.redirectInput(number == 0 ? Redirect.INHERIT : Redirect.from(NOTHING));
    Rank rank = new Rank(number, builder.start(), output);
    ranks.add(rank);
    rank.process().onExit().thenRun(() -> ended.add(rank));
  }

  /** Restores the user's locale, which scripts/crossmem has replaced. */
  private static void restoreLocale(Map<String, String> environment) {
    String users = environment.remove(SCRIPTS_LOCALE);
    if (users != null && users.isEmpty()) {
      environment.remove(LOCALE);
    } else if (users != null) {
      environment.put(LOCALE, users);
    }
  }

  /**
   * A prefix that makes the kernel kill a rank when this process is killed and cannot do so itself;
   * the rank's child processes are not killed. Empty if util-linux is older than 2.33 or missing.
   */
  private static List<String> endingWithParent() throws InterruptedException {
    List<String> prefix = List.of("setpriv", "--pdeathsig", "KILL");
    List<String> probe = new ArrayList<>(prefix);
    probe.add("true");
    try {
      ProcessBuilder builder = new ProcessBuilder(probe);
      builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
      return builder.start().waitFor() == 0 ? prefix : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Waits until all ranks have succeeded, or one has failed without being told to end. */
  Optional<Rank> firstFailure() throws InterruptedException {
    for (int i = 0; i < plan.ranks(); i++) {
      Rank rank = ended.take();
      if (rank.status() != 0 && !closed) {
        return Optional.of(rank);
      }
    }
    return Optional.empty();
  }

  /** Ends the remaining processes, first by SIGTERM, and passes on their last output. */
  @Override
  public void close() {
    closed = true;
    try {
      endAll();
    } catch (InterruptedException e) {
      members().forEach(ProcessHandle::destroyForcibly);
    }
  }

  private synchronized void endAll() throws InterruptedException {
    members().forEach(ProcessHandle::destroy);
    if (!haveEndedWithin(GRACE_MILLIS, member -> {})) {
      haveEndedWithin(KILLED_MILLIS, ProcessHandle::destroyForcibly);
    }
    for (Rank rank : ranks) {
      rank.finishOutput(KILLED_MILLIS);
    }
  }

  /** Repeats an action on the remaining processes, since they may start others meanwhile. */
  private boolean haveEndedWithin(long millis, Consumer<ProcessHandle> action)
      throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (true) {
      List<ProcessHandle> left = members().toList();
      if (left.isEmpty()) {
        return true;
      }
      if (System.nanoTime() > end) {
        return false;
      }
      left.forEach(action);
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  /**
   * The ranks and all other processes that descend from this one or have this job's name in their
   * environment. So processes that changed their environment or session, or lost their parent, are
   * included.
   */
  private Stream<ProcessHandle> members() {
    Stream<ProcessHandle> descended = ProcessHandle.current().descendants();
    Stream<ProcessHandle> named =
        Proc.pids().stream().flatMap(pid -> ProcessHandle.of(pid).stream()).filter(ofThisJob());
    return Stream.concat(descended, named).distinct().filter(Job::runs);
  }

  /**
   * An adopted process that has ended stays a zombie while this process lives, since nothing waits
   * for it.
   */
  private static boolean runs(ProcessHandle process) {
    return Proc.stat(process.pid()).map(stat -> !stat.hasEnded()).orElse(false);
  }

  /** Reads the environment after the handle was made, which detects a reused pid. */
  private Predicate<ProcessHandle> ofThisJob() {
    String variable = NAME + "=" + name;
    return process ->
        Proc.readIfPossible(Proc.path(process.pid(), "environ"))
            .map(all -> Arrays.asList(all.split("\0")).contains(variable))
            .orElse(false);
  }
}
