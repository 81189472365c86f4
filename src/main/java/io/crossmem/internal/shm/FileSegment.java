package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.SegmentDescriptor.*;

import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A segment in a shared memory file. When all ranks have joined, the file is unlinked; it lives as
 * long as a process has it open or mapped.
 *
 * <p>Needs no thread, and interrupts have no effect: each ring is mapped by one system call.
 */
public final class FileSegment implements Segment {
  /** The limit of {@code Communicator.join}. */
  private static final int MOST_RANKS = 32768;

  private static final int MOST_RESERVED = 4; // rings for each rank

  private static final String FOREIGN = "it was not made by crossmem, or by another version";

  private final SharedMemoryFile file;
  private final AtomicBoolean closed;
  private final int size;
  private final Geometry geometry;
  private final TypedView header;
  private final List<FileMapping> mappings = new ArrayList<>();

  private FileSegment(SharedMemoryFile file, int size, Geometry geometry) throws IOException {
    this.file = file;
    this.size = size;
    this.geometry = geometry;
    header = map(0, (int) SegmentDescriptor.rings(size));
    closed = file.closeWith(this);
  }

  /**
   * Initialises the common part in an empty file. No space is allocated for rings yet.
   *
   * @param fd closed together with the segment, but not if this throws
   * @param folder of the file system, for messages
   * @param size ranks of this node
   * @param groupSize ranks of all nodes, which determines the geometry of rings
   */
  public static FileSegment create(int fd, Path folder, int size, int groupSize)
      throws IOException {
    SharedMemoryFile file = new SharedMemoryFile(fd, folder);
    file.reserveOrCollect(0, SegmentDescriptor.rings(size));
    FileSegment segment = new FileSegment(file, size, Geometry.forRanks(groupSize));
    ByteBuffer memory = segment.memory();
    memory.putInt(SIZE, size);
    memory.putInt(GROUP_SIZE, groupSize);
    memory.putInt(RING_ENTRIES, segment.geometry.entries());
    memory.putInt(RING_DATA, segment.geometry.dataBytes());
    SharedAtomics.setLong(memory, MAGIC, MAGIC_VALUE);
    return segment;
  }

  /**
   * Opens a segment that another process made; its header is checked before it is used.
   *
   * @param fd closed together with the segment, but not if this throws
   * @param length of the file in bytes
   * @throws IOException if it is not a valid segment; the message says why
   */
  public static FileSegment open(int fd, Path folder, long length) throws IOException {
    if (length < RANKS) {
      throw new IOException(FOREIGN);
    }
    Start start = startOf(fd);
    if (length < SegmentDescriptor.rings(start.size)) {
      throw new IOException("it is damaged");
    }
    SharedMemoryFile file = new SharedMemoryFile(fd, folder);
    return new FileSegment(file, start.size, start.geometry);
  }

  private record Start(int size, Geometry geometry) {}

  private static Start startOf(int fd) throws IOException {
    FileMapping mapping = FileMapping.map(fd, 0, RANKS);
    try {
      ByteBuffer start = mapping.view().bytes;
      int size = start.getInt(SIZE);
      int groupSize = start.getInt(GROUP_SIZE);
      Geometry geometry = new Geometry(start.getInt(RING_ENTRIES), start.getInt(RING_DATA));
      if (SharedAtomics.getLong(start, MAGIC) != MAGIC_VALUE
          || size <= 0
          || size > groupSize
          || groupSize > MOST_RANKS
          || !Geometry.forRanks(groupSize).equals(geometry)) {
        throw new IOException(FOREIGN);
      }
      return new Start(size, geometry);
    } finally {
      mapping.unmap(); // no one else uses that view
    }
  }

  /**
   * Allocates the first rings of each rank, so that too little shared memory is reported when
   * joining. If there is not enough, unreachable segments of this process are collected first.
   */
  public void reserveFirstRings() throws IOException {
    int rings = Math.multiplyExact(size, Math.min(size - 1, MOST_RESERVED));
    file.reserveOrCollect(ringStart(0), (long) rings * geometry.ringBytes());
    SharedAtomics.setInt(memory(), RESERVED_RINGS, rings);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ByteBuffer memory() {
    return header.bytes;
  }

  @Override
  public long address() {
    return header.address;
  }

  @Override
  public Geometry geometry() {
    return geometry;
  }

  @Override
  public int newRing() {
    return SharedAtomics.addInt(memory(), NEXT_RING, 1);
  }

  @Override
  public int ringCount() {
    return SharedAtomics.getInt(memory(), NEXT_RING);
  }

  @Override
  public synchronized void reserveRing(int index) throws IOException {
    requireOpen();
    if (index >= memory().getInt(RESERVED_RINGS)) {
      file.reserve(ringStart(index), geometry.ringBytes());
    }
  }

  @Override
  public synchronized TypedView mapRing(int index) throws IOException {
    requireOpen();
    return map(ringStart(index), geometry.ringBytes());
  }

  private void requireOpen() throws IOException {
    if (closed.get()) {
      throw new IOException("this process has left the group");
    }
  }

  private long ringStart(int index) {
    return SegmentDescriptor.rings(size) + (long) index * geometry.ringBytes();
  }

  private TypedView map(long start, int bytes) throws IOException {
    FileMapping mapping = FileMapping.map(file.fd(), start, bytes);
    mappings.add(mapping);
    return mapping.view();
  }

  @Override
  public synchronized void close() {
    if (closed.compareAndSet(false, true)) {
      Syscalls.close(file.fd());
      mappings.forEach(FileMapping::replaceByZeros);
      mappings.clear();
    }
  }
}
