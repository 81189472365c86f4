package io.crossmem.bench.peer;

import org.agrona.DirectBuffer;

/** Moves chunks of bytes between two ranks, in order; neither of its ends ever waits. */
interface Pipe {
  /** Maximum size of a chunk in bytes. */
  int longest();

  /** Writes a chunk, unless there is no space. */
  boolean put(DirectBuffer bytes, int offset, int length);

  /**
   * Reads chunks that have arrived, but no more than {@code into} waits for.
   *
   * @return how many
   */
  int take(Chunks into);
}
