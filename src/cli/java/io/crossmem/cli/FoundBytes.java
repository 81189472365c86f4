package io.crossmem.cli;

import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.nio.ByteBuffer;

/** The bytes at a place, as many as in a line of a hex dump; fewer if memory ends. */
final class FoundBytes {
  private final ProcessMemory process;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(16);

  FoundBytes(ProcessMemory process) {
    this.process = process;
  }

  /** Valid until the next call. */
  ByteBuffer at(long address) throws ProcessMemoryException {
    process.read(address, bytes.clear());
    return bytes.flip();
  }
}
