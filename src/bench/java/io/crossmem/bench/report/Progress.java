package io.crossmem.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows the progress of a suite: on a terminal in one line, which is cleared before a table is
 * printed; otherwise a line for each case.
 */
final class Progress {
  private static final String CLEAR_LINE = "\r\033[K";
  private static final int COLUMNS = 99; // a line that wraps cannot be cleared

  private final PrintStream err;
  private final boolean terminal;
  private String suite = "";
  private String caze = "";
  private int points;
  private int done;
  private long start;

  Progress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  static Progress ofStandardError() {
    return new Progress(System.err, isTerminal(Path.of("/proc/self/fd/2")));
  }

  /** System.console() checks two streams at once, and in JDK 22 and later also works for pipes. */
  private static boolean isTerminal(Path descriptor) {
    try {
      String file = Files.readSymbolicLink(descriptor).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException e) {
      return false; // closed
    }
  }

  void suite(String name, int total) {
    suite = name;
    caze = "";
    points = total;
    done = 0;
    start = System.nanoTime();
  }

  /** Begins the next point. */
  void next(String nextCase, long sizeBytes) {
    if (terminal) {
      String line = line(nextCase, sizeBytes, System.nanoTime() - start);
      err.print(CLEAR_LINE + line.substring(0, Math.min(line.length(), COLUMNS)));
      err.flush();
    } else if (!nextCase.equals(caze)) {
      err.println(suite + ": " + nextCase + " ...");
    }
    caze = nextCase;
  }

  private String line(String nextCase, long sizeBytes, long elapsedNanos) {
    String line =
        String.format(
            Locale.ROOT,
            "%s %d %% %s, %s (%d of %d)",
            suite,
            100L * done / points,
            nextCase,
            Quantities.bytes(sizeBytes),
            done + 1,
            points);
    return done == 0 ? line : line + ", about " + left(elapsedNanos / done * (points - done));
  }

  private static String left(long nanos) {
    long seconds = Duration.ofNanos(nanos).toSeconds();
    return seconds < 90 ? seconds + " s left" : (seconds + 30) / 60 + " min left";
  }

  /** Ends the point that {@link #next} began. */
  void done() {
    done++;
    clear();
  }

  /** Called before other output. */
  void clear() {
    if (terminal) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
