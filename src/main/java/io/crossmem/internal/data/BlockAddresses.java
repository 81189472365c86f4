package io.crossmem.internal.data;

/** Where the bytes of a message lie that is made of several blocks. */
public interface BlockAddresses {
  /** The block that holds a byte of the message. */
  int blockAt(long offset);

  /** Where a block ends in the message, in bytes. */
  long end(int block);

  /** The address of a byte of the message that is in this block. */
  long addressOf(int block, long offset);
}
