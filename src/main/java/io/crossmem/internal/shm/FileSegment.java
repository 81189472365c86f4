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
 * A segment in a file of shared memory. Once all ranks are there the file has no name any more, and
 * lives as long as someone has it open or mapped.
 *
 * <p>Nothing here needs a thread, or minds an interrupt: a ring is mapped by one system call.
 */
public final class FileSegment implements Segment {
  /** As many as {@code Communicator.join} allows. */
  private static final int MOST_RANKS = 32768;

  private static final int MOST_RESERVED = 4; // rings for each rank

  private static final String FOREIGN = "it was made by something else, or by another version";

  private final SharedMemoryFile file;
  private final AtomicBoolean closed;
  private final int size;
  private final Geometry geometry;
  private final TypedView header;
  private final List<FileMapping> mappings = new ArrayList<>();

  private FileSegment(SharedMemoryFile file, int size) throws IOException {
    this.file = file;
    this.size = size;
    geometry = Geometry.forRanks(size);
    header = map(0, (int) SegmentDescriptor.rings(size));
    closed = file.closeWith(this);
  }

  /**
   * Makes the part for all ranks in an empty file. Rings have no room yet.
   *
   * @param fd closed together with the segment, and left alone if this throws
   * @param folder of the file system, for words
   */
  public static FileSegment create(int fd, Path folder, int size) throws IOException {
    SharedMemoryFile file = new SharedMemoryFile(fd, folder);
    file.reserveOrCollect(0, SegmentDescriptor.rings(size));
    FileSegment segment = new FileSegment(file, size);
    ByteBuffer memory = segment.memory();
    memory.putInt(SIZE, size);
    memory.putInt(RING_ENTRIES, segment.geometry.entries());
    memory.putInt(RING_DATA, segment.geometry.dataBytes());
    SharedAtomics.setLong(memory, MAGIC, MAGIC_VALUE);
    return segment;
  }

  /**
   * Opens what another process made; what it says of itself is checked before it is used.
   *
   * @param fd closed together with the segment, and left alone if this throws
   * @param length of the file in bytes
   * @throws IOException if it is not such a file; the message says what is wrong with it
   */
  public static FileSegment open(int fd, Path folder, long length) throws IOException {
    if (length < RANKS) {
      throw new IOException(FOREIGN);
    }
    int size = sizeIn(fd);
    if (length < SegmentDescriptor.rings(size)) {
      throw new IOException("it is damaged");
    }
    return new FileSegment(new SharedMemoryFile(fd, folder), size);
  }

  private static int sizeIn(int fd) throws IOException {
    FileMapping mapping = FileMapping.map(fd, 0, RANKS);
    try {
      ByteBuffer start = mapping.view().bytes;
      int size = start.getInt(SIZE);
      if (SharedAtomics.getLong(start, MAGIC) != MAGIC_VALUE
          || size <= 0
          || size > MOST_RANKS
          || !Geometry.forRanks(size)
              .equals(new Geometry(start.getInt(RING_ENTRIES), start.getInt(RING_DATA)))) {
        throw new IOException(FOREIGN);
      }
      return size;
    } finally {
      mapping.unmap(); // nobody else has seen that view
    }
  }

  /**
   * Makes room for the first rings of each rank, so that shared memory that is too small is told
   * when joining. Where it is full, what is unreachable in this process is collected first.
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
      throw new IOException("the group was left");
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
