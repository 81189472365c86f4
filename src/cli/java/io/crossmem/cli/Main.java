package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line. Every command writes results to standard output and everything else to standard
 * error.
 */
@Command(
    name = "crossmem",
    description = {
      "Reads and changes the memory of other processes on this Linux machine, and starts"
          + " programs whose processes send messages to each other."
    },
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:denied or failed", "2:invalid input"},
    subcommands = {
      DoctorCommand.class,
      MapsCommand.class,
      ReadCommand.class,
      WriteCommand.class,
      FindCommand.class,
      DumpCommand.class,
      PingpongCommand.class,
      RunCommand.class,
      MpirunCommand.class,
      MpjrunCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print a stack trace with an error.")
  @SuppressWarnings("UnusedVariable") // only for the help; Failures reads it from the arguments
  private boolean verbose;

  @Spec private CommandSpec spec;

  private final StandardOutput output;

  private Main(StandardOutput output) {
    this.output = output;
  }

  /** Runs one command and exits with its status. */
  public static void main(String[] arguments) throws IOException {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    System.exit(run(Arguments.decode(arguments), out, err));
  }

  /** Runs one command in this JVM, whose default locale it changes, and returns its exit status. */
  public static int run(String[] arguments, OutputStream toOut, OutputStream toErr) {
    Locale.setDefault(Locale.ROOT); // messages are English, and programs read the numbers
    StandardOutput output = new StandardOutput(toOut);
    // UTF-8 with every locale, for file names and JSON.
    PrintWriter out = writer(output);
    PrintWriter err = writer(toErr);
    Failures failures = new Failures(arguments);
    CommandLine command = new CommandLine(new Main(output));
    for (String launcher : List.of("run", "mpirun", "mpjrun")) {
      command.getSubcommands().get(launcher).setStopAtPositional(true); // the rest is the command
    }
    // JVM options may stand between its own options, so it parses all of them itself.
    command.getSubcommands().get("mpjrun").setUnmatchedOptionsArePositionalParams(true);
    int status =
        command
            .registerConverter(Path.class, Main::path)
            .setOut(out)
            .setErr(err)
            .setExpandAtFiles(false) // the write command has its own @file
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(Terminal.OUT.hasColours() ? Ansi.ON : Ansi.OFF))
            .setExecutionStrategy(Main::runLast)
            .setParameterExceptionHandler(failures)
            .setExecutionExceptionHandler(failures)
            .execute(arguments);
    flush(out);
    if (output.problem() != null) {
      err.println("crossmem: " + output.problem());
    }
    err.flush();
    return output.status(status);
  }

  private static int runLast(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (StandardOutput.Failed e) {
      return ExitCode.SOFTWARE; // the help could not be printed; the caller reports it
    }
  }

  private static void flush(PrintWriter out) {
    try {
      out.flush();
    } catch (StandardOutput.Failed e) {
      // the caller reports it
    }
  }

  private static Path path(String text) {
    try {
      return Arguments.path(text);
    } catch (BadInput e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(
        new OutputStreamWriter(new BufferedOutputStream(stream, 1 << 16), UTF_8));
  }

  /** For bytes that are not text. */
  StandardOutput output() {
    return output;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), Failures.expectedCommand(spec.commandLine()));
  }
}
