package io.crossmem.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports every failure in one line; with {@code --verbose} also its stack trace. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final boolean verbose;

  /** Takes the arguments as typed, because --verbose may be among unparsable arguments. */
  Failures(String[] arguments) {
    verbose = Arrays.asList(arguments).contains("--verbose");
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine main = main(e.getCommandLine());
    String first =
        Arrays.stream(arguments).filter(word -> !word.startsWith("-")).findFirst().orElse("");
    boolean isUnknownOption =
        e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption();
    return first.isEmpty() || isUnknownOption || main.getSubcommands().containsKey(first)
        ? badInput(e.getCommandLine(), e)
        : badInput(main, unknownCommand(main, first));
  }

  private static CommandLine main(CommandLine command) {
    return command.getParent() == null ? command : main(command.getParent());
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof BadInput || e instanceof ParameterException) {
      return badInput(command, e);
    }
    return e instanceof StandardOutput.Failed
        ? ExitCode.SOFTWARE // Main reports it
        : report(command, e, words(e), ExitCode.SOFTWARE);
  }

  private static ParameterException unknownCommand(CommandLine main, String word) {
    return new ParameterException(main, "unknown command '" + word + "', " + expectedCommand(main));
  }

  static String expectedCommand(CommandLine main) {
    return "expected a command: " + String.join(", ", main.getSubcommands().keySet());
  }

  private int badInput(CommandLine command, Exception e) {
    String name = command.getCommandSpec().qualifiedName();
    return report(command, e, e.getMessage() + " (" + name + " --help)", ExitCode.USAGE);
  }

  private int report(CommandLine command, Exception e, String words, int status) {
    PrintWriter err = command.getErr();
    command.getOut().flush(); // so that both streams appear in order on a terminal
    err.println(
        command.getCommandSpec().qualifiedName()
            + ": "
            + Printable.of(words.replaceAll("\\s*\\R\\s*", " ")));
    if (verbose) {
      e.printStackTrace(err);
    }
    err.flush();
    return status;
  }

  private static String words(Throwable e) {
    if (e instanceof UncheckedIOException) {
      return words(e.getCause());
    }
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return file.getMessage() + reason(file);
    }
    boolean expected =
        e instanceof Refused
            || e instanceof IOException
            || e instanceof UnsupportedOperationException;
    return expected && e.getMessage() != null
        ? e.getMessage()
        : "unexpected " + e + "; --verbose shows where";
  }

  /** The messages of these exceptions have only the name of the file. */
  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return ": no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return ": permission denied";
    }
    return e instanceof FileAlreadyExistsException ? ": already exists" : ": cannot be used";
  }
}
