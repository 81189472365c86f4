package io.crossmem.cli;

import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.nio.ByteBuffer;

/** The bytes from a place on, as many as a line of a hex dump has; fewer where memory ends. */
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
