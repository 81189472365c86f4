package mpi;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory that is mapped in this process: each access is a plain copy. */
final class MappedTarget extends Target {
  private final ByteBuffer memory; // the window, and some bytes around it
  private final int start; // of the window
  private final ByteBuffer window;
  private final long size; // bytes
  private final boolean isShared; // mapped in all ranks
  private final RecentViews views = new RecentViews();

  MappedTarget(ByteBuffer memory, int start, long size, int unit, boolean isShared) {
    super(unit);
    this.memory = memory.duplicate().order(ByteOrder.nativeOrder());
    this.start = start;
    window = memory.slice(start, (int) size);
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
    memory.put(index(offset), from, at, bytes);
  }

  @Override
  void read(long offset, ByteBuffer into, int at, int bytes) {
    into.put(at, memory, index(offset), bytes);
  }

  /**
   * Writes items that lie the same way on both sides, if that needs nothing but a copy. If it
   * returns false, nothing has been checked, and nothing has happened.
   */
  boolean tryPut(Buffer origin, int count, Datatype type, int displacement) {
    ByteBuffer from = bytes(origin, type);
    long index = (long) displacement * unit;
    long bytes = (long) count * type.plainBytes();
    if (from == null || !fits(index, bytes, from)) {
      return false;
    }
    window.put((int) index, from, 0, (int) bytes);
    return true;
  }

  /** The same the other way round. */
  boolean tryGet(Buffer origin, int count, Datatype type, int displacement) {
    ByteBuffer into = bytes(origin, type);
    long index = (long) displacement * unit;
    long bytes = (long) count * type.plainBytes();
    if (into == null || into.isReadOnly() || !fits(index, bytes, into)) {
      return false;
    }
    into.put(0, window, (int) index, (int) bytes);
    return true;
  }

  /** The bytes of a direct buffer. Null if it is another, or the items are not just its bytes. */
  private ByteBuffer bytes(Buffer origin, Datatype type) {
    if (origin instanceof ByteBuffer bytes) {
      return bytes.isDirect() ? bytes : null;
    }
    boolean isPlain = origin != null && origin.isDirect() && type.plainBytes() > 0;
    return isPlain ? views.find(origin, type.element) : null;
  }

  /** Also false if there is nothing to copy. */
  private boolean fits(long index, long bytes, ByteBuffer origin) {
    return ((bytes - 1 | index) >>> 31) == 0
        && isInside(0, (int) bytes, origin.limit())
        && isInside((int) index, (int) bytes, window.limit());
  }

  /** In the form that copying checks it again, so that the JIT compiler checks it only once. */
  private static boolean isInside(int index, int bytes, int limit) {
    return (limit | index | bytes) >= 0 && bytes <= limit - index;
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
