package io.crossmem.bench.peer;

import org.agrona.DirectBuffer;

/** Moves chunks of bytes between two ranks, in order; neither of its ends ever waits. */
interface Pipe {
  /** The most bytes of a chunk. */
  int longest();

  /** Puts a chunk in, unless there is no room. */
  boolean put(DirectBuffer bytes, int offset, int length);

  /**
   * Takes chunks that have come, but no more than {@code into} waits for.
   *
   * @return how many
   */
  int take(Chunks into);
}
