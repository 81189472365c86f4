package io.crossmem.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How the operations of a rank end, and after how long. They are written into a file of the rank,
 * since a launcher may lose what is printed. Any thread may use this.
 */
final class Endings {
  private final Path file;
  private volatile long began = System.nanoTime();

  interface Call {
    void run() throws IOException;
  }

  Endings(Path folder, int rank) {
    file = folder.resolve("rank-" + rank);
  }

  /** Times count from here on. */
  void begin() {
    began = System.nanoTime();
  }

  long nanos() {
    return System.nanoTime() - began;
  }

  /** Writes how an operation ends; returns whether it has failed. */
  boolean record(String name, Call call) {
    String end = "done";
    try {
      call.run();
    } catch (PeerFailedException e) {
      end = "PeerFailedException: " + e.getMessage();
    } catch (IOException | RuntimeException e) {
      end = e.toString();
    }
    long ms = TimeUnit.NANOSECONDS.toMillis(nanos());
    write(String.format(Locale.ROOT, "%s after %d ms: %s\n", name, ms, end));
    return !end.equals("done");
  }

  private synchronized void write(String line) {
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
