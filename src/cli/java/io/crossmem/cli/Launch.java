package io.crossmem.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** Starts ranks, waits for their end, and says what went wrong. */
final class Launch {
  private static final int NOT_STARTED = 127; // the convention of shells
  private static final int SIGNALLED = 128;
  private static final int LAST_SIGNAL = 64;

  private final CommandSpec spec;

  Launch(CommandSpec spec) {
    this.spec = spec;
  }

  /** The status to exit with. */
  int run(LaunchPlan plan, RankOutput output) throws IOException, InterruptedException {
    if (!canBeStarted(plan.program())) {
      return notStarted(plan.program() + ": no such command");
    }
    Job job = new Job(plan, output);
    // Ctrl-C, SIGTERM and SIGHUP run the JVM's shutdown hooks.
    Runtime.getRuntime().addShutdownHook(new Thread(job::close));
    Optional<Rank> failed;
    try (job) {
      job.start();
      failed = job.firstFailure();
    } catch (IOException e) {
      return notStarted(e.getMessage());
    }
    if (failed.isPresent()) {
      return report(failed.get());
    }
    return output.wasClosed() ? 1 : 0;
  }

  /** Checked here; otherwise setpriv would report a missing command once per rank. */
  private static boolean canBeStarted(String program) {
    Stream<File> places =
        program.contains("/")
            ? Stream.of(new File(program))
            : Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
                .map(folder -> new File(folder.isEmpty() ? "." : folder, program));
    return places.anyMatch(file -> file.isFile() && file.canExecute());
  }

  private int notStarted(String why) {
    say("cannot start " + why);
    return NOT_STARTED;
  }

  private int report(Rank rank) {
    int status = rank.status();
    String how =
        status > SIGNALLED && status <= SIGNALLED + LAST_SIGNAL
            ? " was killed by signal " + (status - SIGNALLED)
            : " ended with status " + status;
    say("rank " + rank.number() + " (pid " + rank.pid() + ")" + how);
    return status;
  }

  /** One line to standard error. */
  void say(String words) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + words);
    err.flush();
  }
}
