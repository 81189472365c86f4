package io.crossmem.demo;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The taker's connection to the other JVM, which runs {@link Owner}: a line and its answer. */
final class OwnerProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;

  private final Process process;

  OwnerProcess() throws IOException {
    String self = Long.toString(ProcessHandle.current().pid());
    process = Jvm.like(Owner.class, self).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  long pid() {
    return process.pid();
  }

  void tell(String line) throws IOException {
    try {
      process.outputWriter().write(line + "\n");
      process.outputWriter().flush();
    } catch (IOException e) {
      throw new IOException(ended(), e);
    }
  }

  String answer() throws IOException {
    String line = process.inputReader().readLine();
    if (line == null) {
      throw new EOFException(ended());
    }
    return line;
  }

  String ask(String line) throws IOException {
    tell(line);
    return answer();
  }

  /** Ends it by closing its standard input. */
  @Override
  public void close() throws IOException {
    try {
      process.outputWriter().close();
      process.onExit().completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } finally {
      process.destroyForcibly();
    }
  }

  private String ended() {
    return "the owner, process " + pid() + ", has ended";
  }
}
