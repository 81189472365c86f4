package io.crossmem.internal.data;

import io.crossmem.internal.process.SingleCopy;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * Copies from and to buffers that map a file. If the file was truncated, a copy by the JDK throws,
 * but possibly too late: in compiled code the error can be thrown anywhere later in this thread,
 * after a message with wrong bytes was sent, or so that a lock is never released. A copy by the
 * kernel reports it immediately.
 */
final class MappedFile {
  private MappedFile() {}

  /** Whether a buffer, which may be a slice, maps a file by {@code FileChannel.map}. */
  static boolean isBehind(ByteBuffer buffer) {
    if (!(buffer instanceof MappedByteBuffer mapped)) {
      return false; // a heap buffer
    }
    try {
      mapped.force(-1, 0); // throws only for a mapped file; otherwise does nothing
      return false;
    } catch (IndexOutOfBoundsException e) {
      return true;
    }
  }

  /**
   * Copies out of the mapping of a file.
   *
   * @return false if the kernel does not make such copies for this process
   * @throws InternalError if the file was truncated
   */
  static boolean copyOut(ByteBuffer file, int from, ByteBuffer to, int at, int bytes) {
    return copy(file, from, to, at, bytes, true);
  }

  /** Copies into the mapping of a file. */
  static boolean copyIn(ByteBuffer file, int to, ByteBuffer from, int at, int bytes) {
    return copy(file, to, from, at, bytes, false);
  }

  private static boolean copy(
      ByteBuffer file, int place, ByteBuffer memory, int at, int bytes, boolean out) {
    try {
      long address = Syscalls.directAddress(file) + place;
      for (int done = 0; done < bytes; ) {
        int rest = bytes - done;
        long moved =
            out
                ? SingleCopy.readOwn(memory, at + done, rest, address + done)
                : SingleCopy.writeOwn(memory, at + done, rest, address + done);
        if (moved == -Syscalls.EPERM || moved == -Syscalls.ENOSYS) {
          return false;
        }
        if (moved <= 0) {
          throw new InternalError("a mapped file was truncated or cannot be read");
        }
        done += (int) moved;
      }
      return true;
    } finally {
      Reference.reachabilityFence(file);
    }
  }
}
