package io.crossmem.message;

import static io.crossmem.message.SegmentDescriptor.*;

import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.sys.OffHeap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The file in shared memory that the ranks of a communicator meet in. Once all are there it has no
 * name any more, and lives as long as someone maps it.
 *
 * <p>Its space is written, not only declared, before it is used: where a tmpfs is full, writing
 * says so, while touching a mapped page of it would end the process with SIGBUS.
 */
final class Segment implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  private final Path folder;
  private final FileChannel channel;
  private final int size;
  private final Geometry geometry;

  /** The part with the ranks; the rings are mapped one by one, by who uses them. */
  final ByteBuffer memory;

  /** Of {@link #memory}'s first byte. */
  final long address;

  private Segment(Path folder, FileChannel channel, int size, Geometry geometry)
      throws IOException {
    this.folder = folder;
    this.channel = channel;
    this.size = size;
    this.geometry = geometry;
    Window window = map(0, rings(size));
    this.memory = window.bytes;
    this.address = window.address;
  }

  /** Fills an empty file. */
  static Segment create(Path folder, FileChannel channel, int size, long inode) throws IOException {
    Geometry geometry = Geometry.forRanks(size);
    int reserved = Math.multiplyExact(size, Math.min(size - 1, 4));
    reserve(folder, channel, 0, rings(size) + (long) reserved * geometry.ringBytes());
    Segment segment = new Segment(folder, channel, size, geometry);
    ByteBuffer memory = segment.memory;
    memory.putInt(SIZE, size);
    memory.putInt(RING_ENTRIES, geometry.entries());
    memory.putInt(RING_DATA, geometry.dataBytes());
    memory.putInt(RESERVED_RINGS, reserved);
    memory.putLong(PID_NAMESPACE, pidNamespace());
    memory.putLong(INODE, inode);
    memory.putInt(CREATOR_PID, (int) ProcessHandle.current().pid());
    memory.putLong(CREATOR_START, startOf(ProcessHandle.current().pid()));
    Shared.setLong(memory, MAGIC, MAGIC_VALUE);
    return segment;
  }

  /**
   * Opens what another process made.
   *
   * @throws MessageException if it is not such a file, or of a communicator of another size
   */
  static Segment open(Path folder, FileChannel channel, int size) throws IOException {
    ByteBuffer header = header(channel);
    if (header.getInt(SIZE) != size) {
      throw new MessageException(
          "it has size " + header.getInt(SIZE) + ", and this process asked for size " + size);
    }
    return open(folder, channel, header);
  }

  /** The same, whatever its size. */
  static Segment openAny(Path folder, FileChannel channel) throws IOException {
    return open(folder, channel, header(channel));
  }

  private static ByteBuffer header(FileChannel channel) throws IOException {
    ByteBuffer header = OffHeap.allocate(64);
    if (channel.read(header, 0) < 64 || header.getLong(MAGIC) != MAGIC_VALUE) {
      throw new MessageException("it was made by something else, or by another version");
    }
    return header;
  }

  private static Segment open(Path folder, FileChannel channel, ByteBuffer header)
      throws IOException {
    int size = header.getInt(SIZE);
    if (header.getLong(PID_NAMESPACE) != pidNamespace()) {
      throw new MessageException("its processes are in another pid namespace (container)");
    }
    if (size <= 0 || channel.size() < rings(size)) {
      throw new MessageException("it is damaged");
    }
    Geometry geometry = new Geometry(header.getInt(RING_ENTRIES), header.getInt(RING_DATA));
    if (!geometry.equals(Geometry.forRanks(size))) {
      throw new MessageException("it was made by another version");
    }
    return new Segment(folder, channel, size, geometry);
  }

  int size() {
    return size;
  }

  /** Number of the file, to tell it from another that came to have its name. */
  long inode() {
    return memory.getLong(INODE);
  }

  Geometry geometry() {
    return geometry;
  }

  /**
   * The index of a ring that nobody else has. There may be no room for it yet: see {@link
   * #reserveRing}.
   */
  int newRing() {
    return Shared.addInt(memory, NEXT_RING, 1);
  }

  /**
   * Makes room for a ring.
   *
   * @throws MessageException if shared memory is full
   */
  void reserveRing(int index) throws IOException {
    if (index >= memory.getInt(RESERVED_RINGS)) {
      long start = ringStart(index);
      uninterrupted(
          () -> {
            // Of the folder only the file system counts: it is gone when nobody meets any more.
            reserve(folder.getParent(), channel, start, geometry.ringBytes());
            return null;
          });
    }
  }

  Window mapRing(int index) throws IOException {
    return uninterrupted(() -> map(ringStart(index), geometry.ringBytes()));
  }

  /** In a thread that nobody interrupts: an interrupt would close the file, for all threads. */
  static <T> T uninterrupted(Callable<T> action) throws IOException {
    FutureTask<T> task = new FutureTask<>(action);
    new Thread(task, "crossmem files").start();
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    if (cause instanceof Error failure) {
      throw failure;
    }
    return cause instanceof IOException failure ? failure : new IOException(cause);
  }

  /** How many rings there are: a valid index is below. */
  int ringCount() {
    return Shared.getInt(memory, NEXT_RING);
  }

  private long ringStart(int index) {
    return SegmentDescriptor.rings(size) + (long) index * geometry.ringBytes();
  }

  private Window map(long start, long bytes) throws IOException {
    ByteBuffer mapped = channel.map(MapMode.READ_WRITE, start, bytes);
    return new Window(mapped, OffHeap.addressOfRemaining(mapped, "mapped"));
  }

  private static void reserve(Path folder, FileChannel channel, long start, long bytes)
      throws IOException {
    FileStore store = Files.getFileStore(folder);
    if (bytes > store.getUsableSpace()) {
      throw full(store, folder, bytes, null);
    }
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, CHUNK));
    try {
      for (long done = 0; done < bytes; ) {
        zeros.clear().limit((int) Math.min(bytes - done, CHUNK));
        done += channel.write(zeros, start + done);
      }
    } catch (IOException e) {
      throw full(store, folder, bytes, e);
    }
  }

  private static MessageException full(FileStore store, Path folder, long bytes, IOException cause)
      throws IOException {
    return new MessageException(
        "not enough shared memory in %s: %d KiB are needed, %d KiB of %d KiB are free; make it larger (docker run --shm-size, or mount -o remount,size=)"
            .formatted(
                folder, bytes >> 10, store.getUsableSpace() >> 10, store.getTotalSpace() >> 10),
        cause);
  }

  /** As {@link RemoteProcess#startTimeOf}. */
  static long startOf(long pid) {
    return RemoteProcess.startTimeOf(pid);
  }

  private static long pidNamespace() throws IOException {
    return (long) Files.getAttribute(Path.of("/proc/self/ns/pid"), "unix:ino");
  }

  /** Closes the file. What is mapped stays so until it is unreachable. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
