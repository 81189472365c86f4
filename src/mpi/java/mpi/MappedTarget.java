package mpi;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory that is mapped in this process: each access is a plain copy. */
final class MappedTarget extends Target {
  private final ByteBuffer memory;
  private final int start; // of the window
  private final long size; // bytes
  private final boolean isShared; // mapped in all ranks

  /** What was used last, as programs mostly use the same again; any thread may replace it. */
  private Plain lastPut;

  private Plain lastGot;

  MappedTarget(ByteBuffer memory, int start, long size, int unit, boolean isShared) {
    super(unit);
    this.memory = memory.duplicate().order(ByteOrder.nativeOrder()); // as Plain's
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
    memory.put(index(offset), from, at, bytes);
  }

  @Override
  void read(long offset, ByteBuffer into, int at, int bytes) {
    into.put(at, memory, index(offset), bytes);
  }

  @Override
  boolean tryPut(Buffer origin, int count, Datatype type, int displacement) {
    Plain from = lastPut;
    if (from == null || !from.is(origin, type)) {
      lastPut = Plain.of(origin, type, false);
      return false;
    }
    long offset = (long) displacement * unit;
    if (!from.has(count) || offset < 0 || offset > size - count * from.itemBytes) {
      return false;
    }
    SmallCopy.copy(from.bytes, 0, memory, index(offset), (int) (count * from.itemBytes));
    return true;
  }

  @Override
  boolean tryGet(Buffer origin, int count, Datatype type, int displacement) {
    Plain into = lastGot;
    if (into == null || !into.is(origin, type)) {
      lastGot = Plain.of(origin, type, true);
      return false;
    }
    long offset = (long) displacement * unit;
    if (!into.has(count) || offset < 0 || offset > size - count * into.itemBytes) {
      return false;
    }
    SmallCopy.copy(memory, index(offset), into.bytes, 0, (int) (count * into.itemBytes));
    return true;
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
