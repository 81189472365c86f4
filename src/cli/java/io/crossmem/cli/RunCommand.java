package io.crossmem.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
    List<String> line = Arguments.passedOn(command);
    LaunchPlan plan = new LaunchPlan(size, rank -> line, Map.of(), null);
    return new Launch(spec).run(plan, RankOutput.withRanks());
  }
}
