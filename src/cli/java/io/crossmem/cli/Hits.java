package io.crossmem.cli;

import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Prints places as they are found, up to a limit. */
final class Hits implements LongConsumer {
  private static final int LINE_BYTES = 16;

  private final PrintWriter out;
  private final Place place;
  private final ProgressBar progress;
  private final long limit;
  private final Context context;
  private long count;

  /** What is printed below each place. */
  @FunctionalInterface
  interface Context {
    Context NONE = (address, out) -> {};

    void print(long address, PrintWriter out) throws IOException;
  }

  /** A limit of null is none. */
  Hits(PrintWriter out, Place place, ProgressBar progress, Long limit, Context context) {
    this.out = out;
    this.place = place;
    this.progress = progress;
    this.limit = limit == null ? Long.MAX_VALUE : limit;
    this.context = context;
  }

  /** A line of the 16 bytes that begin at a place, as far as they are there still. */
  static Context dump(ProcessMemory process) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(LINE_BYTES);
    return (address, out) -> {
      try {
        process.read(address, bytes.clear());
        out.print("  ");
        new HexDump(out, address).print(address, bytes.flip());
      } catch (ProcessMemoryException e) {
        out.println("  " + e.errno().words());
      }
    };
  }

  @Override
  public void accept(long address) {
    if (wantsMore()) {
      progress.clear();
      out.println(Numbers.hex(address) + "  " + place.describe(address));
      try {
        context.print(address, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      count++;
    }
  }

  /** Shows what there is, now. */
  void flush() {
    if (out.checkError()) {
      throw new Refused("standard output was closed");
    }
  }

  boolean wantsMore() {
    return count < limit;
  }

  long count() {
    return count;
  }
}
