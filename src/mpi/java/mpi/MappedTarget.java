package mpi;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/** Memory that is mapped in this process: each access is a plain copy. */
final class MappedTarget extends Target {
  private final ByteBuffer memory;
  private final int start; // of the window
  private final long size; // bytes
  private final boolean isShared; // mapped in all ranks

  /** The program's own buffer; any thread may replace it. Kept until another one is used. */
  private Used last;

  /**
   * @param bytes all of them, in the machine's order; null if the elements have to be packed
   */
  private record Used(Buffer buffer, Element element, ByteBuffer bytes) {}

  MappedTarget(ByteBuffer memory, int start, long size, int unit, boolean isShared) {
    super(unit);
    this.memory = memory;
    this.start = start;
    this.size = size;
    this.isShared = isShared;
  }

  @Override
  void requireInside(long first, long end) {
    if (first < 0 || end > size) {
      throw outside(first, end, size);
    }
  }

  @Override
  void write(long offset, ByteBuffer from, int at, int bytes) {
    SmallCopy.copy(from, at, memory, index(offset), bytes);
  }

  @Override
  void read(long offset, ByteBuffer into, int at, int bytes) {
    SmallCopy.copy(memory, index(offset), into, at, bytes);
  }

  @Override
  boolean tryPut(Buffer origin, int count, Datatype type, int displacement) {
    long offset = (long) displacement * unit;
    ByteBuffer from = plain(origin, count, type, offset);
    if (from == null) {
      return false;
    }
    SmallCopy.copy(from, 0, memory, index(offset), count * type.bytes());
    return true;
  }

  @Override
  boolean tryGet(Buffer origin, int count, Datatype type, int displacement) {
    long offset = (long) displacement * unit;
    ByteBuffer into = plain(origin, count, type, offset);
    if (into == null || into.isReadOnly()) {
      return false;
    }
    SmallCopy.copy(memory, index(offset), into, 0, count * type.bytes());
    return true;
  }

  /** The bytes of a buffer; null if they are not just so many from its first on. */
  private ByteBuffer plain(Buffer origin, int count, Datatype type, long offset) {
    if (origin == null || count <= 0 || type == null || type.isNull() || !type.isContiguous) {
      return null;
    }
    long bytes = (long) count * type.bytes();
    if (bytes == 0 || type.element == Element.OBJECT) {
      return null;
    }
    ByteBuffer view = view(origin, type.element);
    boolean fits =
        view != null && bytes <= view.capacity() && offset >= 0 && offset <= size - bytes;
    return fits ? view : null;
  }

  private ByteBuffer view(Buffer buffer, Element element) {
    Used used = last;
    if (used == null || used.buffer != buffer || used.element != element) {
      used = new Used(buffer, element, Origin.bytes(buffer, element));
      last = used;
    }
    return used.bytes;
  }

  @Override
  ByteBuffer mapped() {
    return isShared ? memory : null;
  }

  @Override
  int index(long offset) {
    return start + (int) offset;
  }
}
