package mpi;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * A direct buffer of the program's whose items of a datatype are just its bytes, one after the
 * other. That is found out once, so that the next use needs a comparison only.
 */
final class Plain {
  final ByteBuffer bytes; // all of them, in the machine's order
  final long itemBytes;
  private final Buffer buffer;
  private final Datatype type;
  private final int most; // items

  private Plain(Buffer buffer, Datatype type, ByteBuffer bytes) {
    this.buffer = buffer;
    this.type = type;
    this.bytes = bytes;
    itemBytes = type.bytes();
    most = (int) (bytes.capacity() / itemBytes);
  }

  /** Null if the items are not just bytes, or something is wrong with the arguments. */
  static Plain of(Buffer buffer, Datatype type, boolean isWritten) {
    boolean isPlain =
        buffer != null
            && buffer.isDirect()
            && type != null
            && !type.isNull()
            && type.isContiguous
            && type.element != Element.OBJECT
            && type.bytes() > 0
            && !(isWritten && buffer.isReadOnly());
    ByteBuffer bytes = isPlain ? Origin.bytes(buffer, type.element) : null;
    return bytes == null ? null : new Plain(buffer, type, bytes);
  }

  /** Whether it is of that buffer and that datatype, which is still valid. */
  boolean is(Buffer otherBuffer, Datatype otherType) {
    return buffer == otherBuffer && type == otherType && !type.isFreed();
  }

  /** Whether the buffer has so many items. */
  boolean has(int count) {
    return count > 0 && count <= most;
  }
}
