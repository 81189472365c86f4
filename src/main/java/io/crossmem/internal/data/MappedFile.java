package io.crossmem.internal.data;

import io.crossmem.internal.process.SingleCopy;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * Copies from and to buffers that map a file. If that was cut, a copy by the JDK throws, but at
 * some later moment: in code that was compiled the error may come out anywhere in this thread, so
 * that a message with wrong bytes was sent before, or a lock is never given back. The kernel tells
 * it at once.
 */
final class MappedFile {
  private MappedFile() {}

  /** Whether a buffer maps a file, as {@code FileChannel.map} does it; also if it is a slice. */
  static boolean isBehind(ByteBuffer buffer) {
    if (!(buffer instanceof MappedByteBuffer mapped)) {
      return false; // on the heap
    }
    try {
      mapped.force(-1, 0); // does nothing to other direct buffers, and looks at its arguments here
      return false;
    } catch (IndexOutOfBoundsException e) {
      return true;
    }
  }

  /**
   * Copies out of a file's mapping.
   *
   * @return false if the kernel makes no such copies for this process
   * @throws InternalError if some of it is not there any more
   */
  static boolean copyOut(ByteBuffer file, int from, ByteBuffer to, int at, int bytes) {
    return copy(file, from, to, at, bytes, true);
  }

  /** The same, into the mapping. */
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
          throw new InternalError("a file was cut, or cannot be read, while it was mapped");
        }
        done += (int) moved;
      }
      return true;
    } finally {
      Reference.reachabilityFence(file);
    }
  }
}
