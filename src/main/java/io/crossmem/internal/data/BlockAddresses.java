package io.crossmem.internal.data;

/** The addresses of the bytes of a message that consists of several blocks. */
public interface BlockAddresses {
  /** The block that contains a byte of the message. */
  int blockAt(long offset);

  /** The end of a block in the message, in bytes. */
  long end(int block);

  /** The address of a byte of the message that is in this block. */
  long addressOf(int block, long offset);
}
