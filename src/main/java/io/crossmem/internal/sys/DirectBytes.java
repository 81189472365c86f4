package io.crossmem.internal.sys;

import java.lang.ref.Cleaner;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** The bytes behind a direct buffer whose elements are not bytes; the JDK does not give them. */
public final class DirectBytes {
  private static Cleaner cleaner;

  private DirectBytes() {}

  /** Keeps the memory until a buffer over it is collected; then there is nothing to do. */
  private record Keeper(Buffer memory) implements Runnable {
    @Override
    public void run() {}
  }

  /**
   * A buffer over the bytes of the elements that remain, which keeps the memory as long as that
   * buffer does. A mapped file behind it is not told any more.
   *
   * @param elementBytes bytes of an element
   * @return null if the buffer's memory has no address that can be asked
   * @throws IllegalStateException if its memory is that of an arena which is closed
   * @throws UnsupportedOperationException where there is no native library
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

  /** Not made with the class: where no thread can be started, a later call may succeed. */
  private static synchronized Cleaner cleaner() {
    if (cleaner == null) {
      cleaner = Cleaner.create();
    }
    return cleaner;
  }
}
