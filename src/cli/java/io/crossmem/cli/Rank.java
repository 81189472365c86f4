package io.crossmem.cli;

import java.io.IOException;
import java.io.InputStream;

/** One process of a {@link Job}, and the two threads that forward its output. */
final class Rank {
  private final int number;
  private final Process process;
  private final Thread out;
  private final Thread err;

  Rank(int number, Process process, RankOutput output) {
    this.number = number;
    this.process = process;
    out = passOn(process.getInputStream(), output.toOut(number));
    err = passOn(process.getErrorStream(), output.toErr(number));
  }

  private static Thread passOn(InputStream from, RankOutput.Lines to) {
    Thread thread =
        new Thread(
            () -> {
              // Closing our end also tells the rank that its output is no longer read.
              try (from) {
                to.passOn(from);
              } catch (IOException e) {
                // RankOutput remembers the failure.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  int number() {
    return number;
  }

  long pid() {
    return process.pid();
  }

  Process process() {
    return process;
  }

  /** Its exit status, or 128 plus the number of the signal that killed it. */
  int status() {
    return process.exitValue();
  }

  /** Waits until its output is forwarded; with a limit, as other processes may hold the pipe. */
  void finishOutput(long millis) throws InterruptedException {
    out.join(millis);
    err.join(millis);
  }
}
