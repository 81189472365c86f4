package io.crossmem.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts the ranks of a program that sends messages. */
@Command(
    name = "run",
    description = {
      "Starts a command several times, as ranks that call Communicator.fromEnvironment(). Each line"
          + " of output gets its rank as a prefix. Lines are never mixed; lines over 256 KiB are"
          + " split. Rank 0 gets the standard input of this command.",
      "If a rank fails, or this command is terminated, all ranks and their descendants get SIGTERM,"
          + " and after 5 seconds SIGKILL."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all ranks ended with status 0",
      "1:denied or failed",
      "2:invalid input",
      "127:the command could not be started",
      "other:the status of the rank that failed first; 128 plus the signal number if it was killed"
          + " by a signal"
    })
final class RunCommand implements Callable<Integer> {
  private static final int MOST_RANKS = 1024;
  private static final int NOT_STARTED = 127; // the convention of shells
  private static final int SIGNALLED = 128;
  private static final int LAST_SIGNAL = 64;

  @Option(names = "-n", required = true, paramLabel = "<ranks>", description = "Number of ranks.")
  private int size;

  @Parameters(
      arity = "1..*",
      paramLabel = "<command>",
      description = "The command and its arguments, such as: java -cp app.jar Main")
  private List<String> command;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (size < 1 || size > MOST_RANKS) {
      throw new BadInput("expected 1 to " + MOST_RANKS + " ranks, not " + size);
    }
    List<String> line = Arguments.passedOn(command);
    if (!canBeStarted(line.get(0))) {
      return notStarted(line.get(0) + ": no such command");
    }
    RankOutput output = new RankOutput();
    Job job = new Job(size, line, output);
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

  private void say(String words) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + words);
    err.flush();
  }
}
