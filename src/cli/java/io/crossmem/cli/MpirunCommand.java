package io.crossmem.cli;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts the ranks of a program as Open MPI's command of that name does. */
@Command(
    name = "mpirun",
    description = {
      "Starts a command several times, as ranks of one MPI program, like run. If the command is"
          + " java, the jars of package mpi are added to the end of its class path. Lines of output"
          + " get no prefix."
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
final class MpirunCommand implements Callable<Integer> {
  @Option(
      names = {"-n", "-np", "--np", "-c"},
      paramLabel = "<ranks>",
      description = "Number of ranks; the default is the number of processors.")
  private int size = Runtime.getRuntime().availableProcessors();

  @Option(
      names = {"-wdir", "--wdir", "-wd", "--wd"},
      paramLabel = "<folder>",
      description = "The working folder of the ranks.")
  private File folder;

  @Option(
      names = {"--tag-output", "-tag-output"},
      description = "Print the rank before each line of output.")
  private boolean namesRanks;

  @Option(
      names = {"-x"},
      paramLabel = "<variable>[=<value>]",
      description =
          "Set an environment variable for the ranks. They also inherit those of this command.")
  private List<String> variables = new ArrayList<>();

  @Option(
      names = {
        "--oversubscribe",
        "-oversubscribe",
        "--allow-run-as-root",
        "-allow-run-as-root",
        "-q",
        "--quiet"
      },
      description = "Accepted, without any effect.")
  @SuppressWarnings("UnusedVariable")
  private boolean notNeeded;

  @Option(
      names = {
        "--bind-to",
        "-bind-to",
        "--map-by",
        "-map-by",
        "--rank-by",
        "-H",
        "--host",
        "-host",
        "--hostfile",
        "-hostfile",
        "--machinefile",
        "-machinefile",
        "-f"
      },
      paramLabel = "<value>",
      description =
          "Ignored, with a message: all ranks run on this machine and are not bound to cores.")
  private List<String> ignored = new ArrayList<>();

  @Parameters(
      arity = "1..*",
      paramLabel = "<command>",
      description = "The command and its arguments, such as: java -cp classes Main")
  private List<String> command;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Arguments.requireSpelled(command);
    Launch launch = new Launch(spec);
    for (String value : ignored) {
      launch.say(
          "ignored, since all ranks run on this machine and are not bound to cores: " + value);
    }
    List<String> line =
        JavaCommand.isJava(command.get(0)) ? JavaCommand.complete(command) : command;
    LaunchPlan plan = new LaunchPlan(size, rank -> line, environment(), folder);
    return launch.run(plan, namesRanks ? RankOutput.withRanks() : RankOutput.plain());
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return environment;
  }
}
