package io.crossmem.internal.sys;

import java.lang.ref.Cleaner;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** The bytes of a direct buffer whose elements are not bytes; the JDK has no method for this. */
public final class DirectBytes {
  private static Cleaner cleaner;

  private DirectBytes() {}

  /** Keeps the memory reachable until a buffer over it is collected; then does nothing. */
  private record Keeper(Buffer memory) implements Runnable {
    @Override
    public void run() {}
  }

  /**
   * A buffer over the bytes of the remaining elements. It keeps the memory reachable. It no longer
   * shows whether the memory is a mapped file.
   *
   * @param elementBytes size of one element
   * @return null if the address of the buffer's memory is not available
   * @throws IllegalStateException if its arena is closed
   * @throws UnsupportedOperationException if there is no native library
   */
  public static ByteBuffer of(Buffer direct, int elementBytes) {
    if (Arenas.EXIST) {
      return Arenas.bytes(Arenas.segment(direct));
    }
    NativeLibrary.ensureLoaded();
    long address = Syscalls.directAddress(direct);
    if (address == 0) {
      return null;
    }
    ByteBuffer bytes =
        Syscalls.directBuffer(
            address + (long) direct.position() * elementBytes,
            (long) direct.remaining() * elementBytes);
    cleaner().register(bytes, new Keeper(direct));
    return direct.isReadOnly() ? bytes.asReadOnlyBuffer() : bytes;
  }

  /** Not made with the class: if no thread can be started now, a later call may succeed. */
  private static synchronized Cleaner cleaner() {
    if (cleaner == null) {
      cleaner = Cleaner.create();
    }
    return cleaner;
  }
}
