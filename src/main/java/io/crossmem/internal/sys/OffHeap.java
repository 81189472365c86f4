package io.crossmem.internal.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Memory outside the Java heap, and its addresses. */
public final class OffHeap {
  private OffHeap() {}

  /** Zeroed memory in native byte order, freed when the buffer is unreachable. */
  public static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * The address of a direct buffer's position.
   *
   * @param name of the argument, for the message
   * @throws NullPointerException if {@code buffer} is null
   * @throws IllegalArgumentException if it is not direct
   * @throws IllegalStateException if its arena is closed
   * @throws RuntimeException the JDK's WrongThreadException if its arena belongs to another thread
   * @throws UnsupportedOperationException if there is no native library
   */
  public static long addressOfRemaining(ByteBuffer buffer, String name) {
    if (!Objects.requireNonNull(buffer, name).isDirect()) {
      throw new IllegalArgumentException(
          name
              + " is not a direct buffer: the JVM may move its memory, so it has no fixed address");
    }
    BufferLifetime.of(buffer);
    NativeLibrary.ensureLoaded();
    return Syscalls.directAddress(buffer) + buffer.position();
  }
}
