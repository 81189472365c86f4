package io.crossmem.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;

/** Passes places on as they are found, up to a limit. */
final class Hits implements LongConsumer {
  private final ProgressBar progress;
  private final long limit;
  private final Listing listing;
  private long count;

  /** Prints or collects places. */
  interface Listing {
    void add(long address) throws IOException;

    /** Shows the places so far. */
    default void flush() {}
  }

  /** {@code limit}: null for none. */
  Hits(Listing listing, ProgressBar progress, Long limit) {
    this.listing = listing;
    this.progress = progress;
    this.limit = limit == null ? Long.MAX_VALUE : limit;
  }

  @Override
  public void accept(long address) {
    if (wantsMore()) {
      progress.clear();
      try {
        listing.add(address);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      count++;
    }
  }

  void flush() {
    listing.flush();
  }

  boolean wantsMore() {
    return count < limit;
  }

  long count() {
    return count;
  }
}
