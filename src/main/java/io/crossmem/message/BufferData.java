package io.crossmem.message;

import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The remaining bytes of a buffer. */
final class BufferData extends Data {
  private ByteBuffer buffer;
  private int start;
  private int length;

  BufferData(DataType type) {
    super(type);
  }

  /** What this views from now on; here and not in a constructor, so that requests can reuse it. */
  void view(ByteBuffer next) {
    buffer = next;
    start = next.position();
    length = next.remaining();
  }

  void forget() {
    buffer = null;
  }

  @Override
  public long bytes() {
    return length;
  }

  @Override
  void copyOut(long offset, Window to, int at, int bytes) {
    if (Window.isLong(bytes) && buffer.isDirect()) {
      to.fill(at, address(offset, bytes), bytes, buffer);
    } else {
      copy(to.bytes, at, buffer, start + (int) offset, bytes);
    }
  }

  @Override
  void copyIn(long offset, Window from, int at, int bytes) {
    if (Window.isLong(bytes) && buffer.isDirect()) {
      from.drain(at, address(offset, bytes), bytes, buffer);
    } else {
      copy(buffer, start + (int) offset, from.bytes, at, bytes);
    }
  }

  /** Of bytes that must be inside of what this views. */
  private long address(long offset, int bytes) {
    return address() + Objects.checkFromIndexSize(offset, bytes, length);
  }

  /** A bulk copy costs more to start than a word to move. */
  private static void copy(ByteBuffer to, int toIndex, ByteBuffer from, int fromIndex, int bytes) {
    if (bytes == Long.BYTES && to.order() == from.order()) {
      to.putLong(toIndex, from.getLong(fromIndex));
    } else {
      to.put(toIndex, from, fromIndex, bytes);
    }
  }

  @Override
  Object memory() {
    return buffer;
  }

  @Override
  long address() {
    return buffer.isDirect() ? Syscalls.directAddress(buffer) + start : 0;
  }

  @Override
  boolean isReadOnly() {
    return buffer.isReadOnly();
  }
}
