package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.SegmentDescriptor.*;

import io.crossmem.internal.sys.OffHeap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A segment in the memory of this process, for tests whose ranks share this object. Closing it does
 * nothing.
 */
public final class PlainSegment implements Segment {
  private final int size;
  private final Geometry geometry;
  private final ByteBuffer memory;
  private final long address;
  private final ConcurrentMap<Integer, ByteBuffer> rings = new ConcurrentHashMap<>();

  private PlainSegment(int size, Geometry geometry) {
    this.size = size;
    this.geometry = geometry;
    memory = OffHeap.allocate((int) SegmentDescriptor.rings(size));
    address = OffHeap.addressOfRemaining(memory, "memory");
  }

  /** For this number of ranks, all in this process. */
  public static PlainSegment of(int size) {
    return of(size, Geometry.forRanks(size));
  }

  /** With rings of any size: small ones fill up soon. */
  public static PlainSegment of(int size, Geometry geometry) {
    PlainSegment segment = new PlainSegment(size, geometry);
    segment.memory.putInt(SIZE, size);
    int pid = (int) ProcessHandle.current().pid();
    for (int rank = 0; rank < size; rank++) {
      segment.memory.putInt(rank(rank) + PID, pid);
      segment.memory.putInt(rank(rank) + STATE, TAKEN);
    }
    return segment;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ByteBuffer memory() {
    return memory;
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public Geometry geometry() {
    return geometry;
  }

  @Override
  public int newRing() {
    return SharedAtomics.addInt(memory, NEXT_RING, 1);
  }

  @Override
  public int ringCount() {
    return SharedAtomics.getInt(memory, NEXT_RING);
  }

  @Override
  public void reserveRing(int index) {
    rings.computeIfAbsent(index, any -> OffHeap.allocate(geometry.ringBytes()));
  }

  @Override
  public TypedView mapRing(int index) throws IOException {
    ByteBuffer ring = rings.get(index);
    if (ring == null) {
      throw new IOException("ring " + index + " was not reserved");
    }
    return new TypedView(ring.duplicate(), OffHeap.addressOfRemaining(ring, "ring"));
  }

  @Override
  public void close() {
    // the memory is freed when it is unreachable
  }
}
