package io.crossmem;

import io.crossmem.internal.process.IovecBatch;

/** The position of a transfer on one side: everything before it was copied. */
interface Cursor {
  /**
   * Adds the next bytes to an empty batch, without advancing.
   *
   * @param limit most bytes to add
   * @return bytes added; 0 only if nothing is left
   */
  long pack(IovecBatch batch, long limit);

  /** Advances by the number of bytes that the kernel has copied: at most what was packed last. */
  void advance(long bytes);

  /** Address of the next byte. */
  long address();
}
