package io.crossmem;

import io.crossmem.internal.process.IovecBatch;

/** Where a transfer stands on one side: all before it has moved. */
interface Cursor {
  /**
   * Adds what comes next to an empty batch, without moving on.
   *
   * @param limit most bytes to add
   * @return bytes added; 0 only if nothing is left
   */
  long pack(IovecBatch batch, long limit);

  /** Moves on by what the kernel has copied: at most what was packed last. */
  void advance(long bytes);

  /** Address of the next byte. */
  long address();
}
