package io.crossmem.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts the ranks of a Java program as MPJ Express's command of that name does. */
@Command(
    name = "mpjrun",
    customSynopsis = {
      "crossmem mpjrun [-np <ranks>] [-wdir <folder>] [<option of java>]...",
      "                (<main class> | -jar <jar>) [<argument>]..."
    },
    description = {
      "Starts a Java program several times, as ranks of one MPI program, like run. Its main method"
          + " gets the rank, the number of ranks and the device before its own arguments; MPI.Init"
          + " returns only its own arguments.",
      "The default of -np is the number of processors. Options of MPJ Express for other devices,"
          + " other machines and YARN are ignored, with a message.",
      "Lines of output get no prefix."
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
final class MpjrunCommand implements Callable<Integer> {
  /** Tells the ranks that the first arguments are not the program's. */
  private static final String VARIABLE = "CROSSMEM_MPJ";

  @Parameters(arity = "1..*", hidden = true)
  private List<String> words;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Arguments.requireSpelled(words);
    Launch launch = new Launch(spec);
    MpjLine line = MpjLine.parse(words, launch::say);
    LaunchPlan plan =
        new LaunchPlan(
            line.ranks(), rank -> command(line, rank), Map.of(VARIABLE, "1"), line.folder());
    return launch.run(plan, RankOutput.plain());
  }

  private static List<String> command(MpjLine line, int rank) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(rank));
    arguments.add(Integer.toString(line.ranks()));
    arguments.add(line.device());
    arguments.addAll(line.arguments());
    return JavaCommand.line("java", line.options(), line.classPath(), line.main(), arguments);
  }
}
