package io.crossmem.cli;

import io.crossmem.Errno;
import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads any length of another process's memory, a piece at a time. */
final class Pieces {
  private static final int PIECE_BYTES = 1 << 20;

  private final ProcessMemory process;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);

  Pieces(ProcessMemory process) {
    this.process = process;
  }

  /** Takes bytes: those between the buffer's position and limit. */
  interface Sink {
    void take(long address, ByteBuffer bytes) throws IOException;
  }

  /**
   * Gives a sink all that can be read from an address on, until a length or memory that cannot be.
   *
   * @return null, or what stopped it
   * @throws ProcessMemoryException for anything but unreadable memory
   */
  ProcessMemoryException read(long address, long length, Sink sink) throws IOException {
    for (long done = 0; done < length; done += piece.limit()) {
      piece.clear().limit((int) Math.min(PIECE_BYTES, length - done));
      try {
        process.read(address + done, piece);
      } catch (ProcessMemoryException e) {
        if (e.errno() != Errno.EFAULT) {
          throw e;
        }
        return e;
      }
      sink.take(address + done, piece.flip());
    }
    return null;
  }

  /** As {@link #read}, but what stopped it is thrown, with how far it came. */
  void readFully(long address, long length, Sink sink) throws IOException {
    ProcessMemoryException stop = read(address, length, sink);
    if (stop != null) {
      throw stopped("read", stop, stop.faultAddress() - address, length);
    }
  }

  /** What is said of an operation that ended early. */
  static Refused stopped(String verb, ProcessMemoryException e, long done, long length) {
    String where =
        verb + " " + done + " of " + length + " bytes, stopped at " + Numbers.hex(e.faultAddress());
    return new Refused(where + ": " + e.errno() + " (" + e.errno().words() + ")", e);
  }
}
