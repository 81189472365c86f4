package io.crossmem.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows the progress of a long operation on standard error, if that is a terminal. */
final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final long INTERVAL_NANOS = 100_000_000;
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter err;
  private final long total;
  private final long start = System.nanoTime();
  private long shownAt = start + 3 * INTERVAL_NANOS; // not shown for a short operation
  private long done;
  private boolean shown;

  ProgressBar(PrintWriter err, long total) {
    this.err = err;
    this.total = total;
  }

  /** Adds bytes. */
  void advance(long bytes) {
    done += bytes;
    long now = System.nanoTime();
    if (Terminal.ERR.isTerminal() && now - shownAt >= INTERVAL_NANOS) {
      shownAt = now;
      show((now - start) / 1e9);
    }
  }

  private void show(double seconds) {
    double part = Math.min(1, (double) done / Math.max(total, 1));
    int bar = (int) (part * WIDTH);
    err.printf(
        Locale.ROOT,
        "%s[%s%s] %3.0f%% of %s, %s",
        CLEAR_LINE,
        "#".repeat(bar),
        ".".repeat(WIDTH - bar),
        100 * part,
        Numbers.size(total),
        Numbers.rate(done, seconds));
    err.flush();
    shown = true;
  }

  /** Removes it from the screen, before other output. */
  void clear() {
    if (shown) {
      err.print(CLEAR_LINE);
      err.flush();
      shown = false;
    }
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    clear();
  }
}
