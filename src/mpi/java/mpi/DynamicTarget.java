package mpi;

import io.crossmem.ProcessMemory;

/** The memory that is attached to a window in a process: looked up at each access. */
final class DynamicTarget extends ForeignTarget {
  private final AttachedMemory memory;

  DynamicTarget(int rank, ProcessMemory process, AttachedMemory memory) {
    super(rank, process, 0, 0, 1);
    this.memory = memory;
  }

  @Override
  void requireInside(long first, long end) {
    if (memory.address(first, end) == 0) {
      throw notAttached(first, end);
    }
  }

  @Override
  long address(long offset, int bytes) {
    long address = memory.address(offset, offset + bytes);
    if (address == 0) {
      throw notAttached(offset, offset + bytes);
    }
    return address;
  }

  private static MPIException notAttached(long first, long end) {
    return new MPIException(
        ErrorClass.DISP,
        "the bytes from " + first + " to " + (end - 1) + " are not all in memory that is attached");
  }
}
