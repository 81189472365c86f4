package io.crossmem.cli;

import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** Prints places as they are found, up to a limit. */
final class Hits implements LongConsumer {
  private final PrintWriter out;
  private final Place place;
  private final ProgressBar progress;
  private final long limit;
  private long count;

  /** A limit of null is none. */
  Hits(PrintWriter out, Place place, ProgressBar progress, Long limit) {
    this.out = out;
    this.place = place;
    this.progress = progress;
    this.limit = limit == null ? Long.MAX_VALUE : limit;
  }

  @Override
  public void accept(long address) {
    if (wantsMore()) {
      progress.clear();
      out.println(Numbers.hex(address) + "  " + place.describe(address));
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
