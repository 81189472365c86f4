package mpi;

import java.nio.ByteBuffer;

/** Memory that is mapped in this process: each access is a plain copy. */
final class MappedTarget extends Target {
  private final ByteBuffer memory;
  private final int start; // of the window
  private final long size; // bytes
  private final boolean isShared; // mapped in all ranks

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
    memory.put(index(offset), from, at, bytes);
  }

  @Override
  void read(long offset, ByteBuffer into, int at, int bytes) {
    into.put(at, memory, index(offset), bytes);
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
