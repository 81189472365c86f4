package mpi;

import java.nio.ByteBuffer;

/** Memory of a window on several nodes: each access is a request to its {@link WindowServer}. */
final class RemoteTarget extends Target {
  private final int rank;
  private final WindowRequests requests;
  private final long size; // bytes; negative if only the server knows, since the window is dynamic

  RemoteTarget(int rank, WindowRequests requests, long size, int unit) {
    super(unit);
    this.rank = rank;
    this.requests = requests;
    this.size = size;
  }

  @Override
  void requireInside(long first, long end) {
    if (size >= 0 && (first < 0 || end > size)) {
      throw outside(first, end, size);
    }
  }

  @Override
  void write(long offset, ByteBuffer from, int at, int bytes) {
    requests.write(rank, ByteBlocks.one(offset, bytes), part(from, at, bytes));
  }

  @Override
  void read(long offset, ByteBuffer into, int at, int bytes) {
    requests.read(rank, ByteBlocks.one(offset, bytes), part(into, at, bytes));
  }

  @Override
  void write(ByteBlocks to, ByteBuffer from, ByteBlocks places) {
    requests.write(rank, to, places.packed(from));
  }

  @Override
  void read(ByteBlocks from, ByteBuffer into, ByteBlocks places) {
    ByteBuffer packed = MPI.newByteBuffer(places.bytes());
    requests.read(rank, from, packed);
    places.unpack(packed.clear(), into);
  }

  private static ByteBuffer part(ByteBuffer buffer, int at, int bytes) {
    return buffer.limit(at + bytes).position(at);
  }
}
