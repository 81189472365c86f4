package mpi;

import io.crossmem.Errno;
import io.crossmem.Iovec;
import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Memory of another process: each access is one system call, of which that process knows nothing.
 */
class ForeignTarget extends Target {
  private final int rank;
  private final ProcessMemory process;
  private final long address;
  private final long size; // bytes

  ForeignTarget(int rank, ProcessMemory process, long address, long size, int unit) {
    super(unit);
    this.rank = rank;
    this.process = process;
    this.address = address;
    this.size = size;
  }

  @Override
  void requireInside(long first, long end) {
    if (first < 0 || end > size) {
      throw outside(first, end, size);
    }
  }

  /** Where so many bytes from an offset on lie in that process. */
  long address(long offset, int bytes) {
    return address + offset;
  }

  @Override
  final void write(long offset, ByteBuffer from, int at, int bytes) {
    try {
      process.writeFully(address(offset, bytes), from.limit(at + bytes).position(at));
    } catch (ProcessMemoryException e) {
      throw failure(e);
    }
  }

  @Override
  final void read(long offset, ByteBuffer into, int at, int bytes) {
    try {
      process.readFully(address(offset, bytes), into.limit(at + bytes).position(at));
    } catch (ProcessMemoryException e) {
      throw failure(e);
    }
  }

  @Override
  final void write(ByteBlocks to, ByteBuffer from, ByteBlocks places) {
    if (!from.isDirect()) {
      super.write(to, from, places);
      return;
    }
    try {
      requireAll(process.write(own(from, places), there(to)), to);
    } catch (ProcessMemoryException e) {
      throw failure(e);
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  @Override
  final void read(ByteBlocks from, ByteBuffer into, ByteBlocks places) {
    if (!into.isDirect()) {
      super.read(from, into, places);
      return;
    }
    try {
      requireAll(process.read(own(into, places), there(from)), from);
    } catch (ProcessMemoryException e) {
      throw failure(e);
    } finally {
      Reference.reachabilityFence(into);
    }
  }

  private static Iovec[] own(ByteBuffer buffer, ByteBlocks places) {
    long start = Iovec.of(buffer.clear()).address();
    Iovec[] spans = new Iovec[places.offsets.length];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = new Iovec(start + places.offsets[i], places.lengths[i]);
    }
    return spans;
  }

  private Iovec[] there(ByteBlocks blocks) {
    Iovec[] spans = new Iovec[blocks.offsets.length];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = new Iovec(address(blocks.offsets[i], blocks.lengths[i]), blocks.lengths[i]);
    }
    return spans;
  }

  private void requireAll(long moved, ByteBlocks blocks) {
    long all = 0;
    for (int length : blocks.lengths) {
      all += length;
    }
    if (moved != all) {
      throw gone(null);
    }
  }

  private MPIException failure(ProcessMemoryException e) {
    if (e.errno() == Errno.ESRCH || !process.isAlive()) {
      return new MPIException(ErrorClass.PROC_FAILED, "rank " + rank + " has ended", e);
    }
    if (e.errno() == Errno.EPERM) {
      return new MPIException(ErrorClass.ACCESS, e.getMessage(), e);
    }
    return gone(e);
  }

  private MPIException gone(Exception e) {
    return new MPIException(
        ErrorClass.WIN,
        "some of the window's memory in rank " + rank + " is not there any more",
        e);
  }
}
