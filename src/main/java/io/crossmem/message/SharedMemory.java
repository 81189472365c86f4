package io.crossmem.message;

import io.crossmem.Errno;
import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.data.RemoteMapping;
import io.crossmem.internal.data.SealedFile;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Memory that all ranks of a communicator have mapped. Each rank owns one part, and accesses the
 * parts of the others by plain reads and writes, without a message or a system call.
 *
 * <p>The caller must order the accesses of different ranks: by messages, {@link
 * Communicator#barrier} or a {@code VarHandle}. The parts are sealed, as a {@link MessageBuffer} of
 * the kind SHARED is, so no rank can shorten one. When a rank dies, its part stays mapped and keeps
 * its content. The methods may be called from any thread.
 */
public final class SharedMemory implements AutoCloseable {
  private static final int WORDS = 3; // sent by each rank: descriptor, inode, bytes

  private final int rank;
  private final long[] sizes; // bytes, by rank
  private final RemoteMapping[] others; // by rank; null for this rank
  private final ByteBuffer[] byName; // of the others, if pidfd_getfd is denied
  private final HugePageMemory own; // null if it could not be allocated
  private volatile boolean closed;

  private SharedMemory(int rank, int ranks, HugePageMemory own) {
    this.rank = rank;
    this.own = own;
    sizes = new long[ranks];
    others = new RemoteMapping[ranks];
    byName = new ByteBuffer[ranks];
  }

  /**
   * Allocates zeroed memory in each rank, and maps the memory of all. All ranks of the communicator
   * must call this; it succeeds in all of them or in none.
   *
   * @param communicator whose ranks share it; not needed afterwards
   * @param bytes of this rank's part, 1 or more; may differ between ranks
   * @return the memory of all ranks
   * @throws NullPointerException if {@code communicator} is null
   * @throws IllegalArgumentException if {@code bytes} is 0 or negative
   * @throws PeerFailedException if a rank is gone
   * @throws MessageException if a rank does not get the memory, may not map another's, or is on
   *     another node
   * @throws UnsupportedOperationException where there is no native library: {@link
   *     io.crossmem.ProcessMemory#unsupportedReason}
   */
  public static SharedMemory allocate(Communicator communicator, long bytes)
      throws MessageException {
    Objects.requireNonNull(communicator, "communicator");
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes is " + bytes + ", must be 1 or more");
    }
    NativeLibrary.ensureLoaded();
    String failure = null;
    HugePageMemory own = null;
    try {
      own = HugePageMemory.allocateShared(bytes);
    } catch (ErrnoException e) {
      failure = "the kernel cannot allocate " + bytes + " bytes: " + Errno.of(e.errno()).words();
    } catch (OutOfMemoryError e) {
      failure = e.getMessage();
    }
    SharedMemory made = new SharedMemory(communicator.rank(), communicator.size(), own);
    boolean complete = false;
    try {
      made.mapAll(communicator, bytes, failure);
      complete = true;
      return made;
    } finally {
      if (!complete) {
        made.close();
      }
    }
  }

  private void mapAll(Communicator communicator, long bytes, String ownFailure)
      throws MessageException {
    SealedFile file = own == null ? null : own.file();
    long[] told = {file == null ? -1 : file.fd(), file == null ? 0 : file.inode(), bytes};
    long[] all = new long[WORDS * sizes.length];
    communicator.allgather(Data.of(told), Data.of(all));
    String failure = ownFailure;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = all[WORDS * i + 2];
      if (i != rank && failure == null) {
        failure = map(i, communicator.process(i), (int) all[WORDS * i], all[WORDS * i + 1]);
      }
    }
    int[] failed = {failure == null ? 0 : 1};
    communicator.allreduce(Data.of(failed), Data.of(failed), Op.MAX);
    if (failed[0] != 0) {
      throw new MessageException(
          failure == null ? "another rank could not map the memory of all" : failure);
    }
  }

  /** Null, or why it cannot be done. */
  private String map(int other, RemoteProcess process, int descriptor, long inode) {
    if (process == null) {
      return "rank " + other + " is on another node, so its memory cannot be mapped";
    }
    if (descriptor < 0) {
      return "rank " + other + " did not get its part of the memory";
    }
    int fd = process.takeDescriptor(descriptor);
    if (fd < 0) {
      return mapByName(other, process.pid(), descriptor, inode) ? null : refused(other, -fd);
    }
    try {
      long length = SealedFile.lengthOf(fd, inode);
      if (length < sizes[other]) {
        return "the memory of rank " + other + " is shorter than announced";
      }
      others[other] = RemoteMapping.of(other, descriptor, inode, fd, length);
      return null;
    } catch (ErrnoException e) {
      return refused(other, e.errno());
    } catch (OutOfMemoryError e) {
      return "there is no address space for the memory of rank " + other;
    } finally {
      Syscalls.close(fd);
    }
  }

  /**
   * Opens the memory through /proc. The kernel may allow this where it denies pidfd_getfd, for
   * example in containers.
   */
  private boolean mapByName(int other, int pid, int descriptor, long inode) {
    Path path = Path.of("/proc/" + pid + "/fd/" + descriptor);
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      boolean isMeant = (long) Files.getAttribute(path, "unix:ino") == inode;
      if (!isMeant || file.size() < sizes[other] || sizes[other] > Integer.MAX_VALUE) {
        return false;
      }
      byName[other] = file.map(FileChannel.MapMode.READ_WRITE, 0, sizes[other]);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String refused(int other, int errno) {
    return "the memory of rank "
        + other
        + " cannot be mapped: "
        + Errno.of(errno).words()
        + " (errno "
        + errno
        + ")";
  }

  /**
   * The size of a rank's part.
   *
   * @param rank in the communicator
   * @return bytes
   * @throws IndexOutOfBoundsException if there is no such rank
   */
  public long size(int rank) {
    return sizes[Objects.checkIndex(rank, sizes.length)];
  }

  /**
   * A range of a rank's part.
   *
   * @param rank in the communicator; may be this one
   * @param offset of its first byte
   * @param length in bytes
   * @return a new buffer over it, in the byte order of the machine; the memory stays mapped for as
   *     long as it can be reached
   * @throws IndexOutOfBoundsException if there is no such rank, or it is not all inside
   * @throws IllegalStateException if this is closed
   */
  public ByteBuffer buffer(int rank, long offset, int length) {
    Objects.checkFromIndexSize(offset, length, size(rank));
    if (closed) {
      throw new IllegalStateException("the SharedMemory is closed");
    }
    if (rank == this.rank) {
      return own.buffer(offset, length);
    }
    return others[rank] != null
        ? others[rank].buffer(offset, length)
        : byName[rank].slice((int) offset, length).order(ByteOrder.nativeOrder());
  }

  /**
   * Releases this rank's part, and its mappings of the others'. From then on, buffers over this
   * part read zeros in all ranks, so call this after a barrier. A second call does nothing.
   */
  @Override
  public void close() {
    closed = true;
    if (own != null) {
      own.close();
    }
  }

  @Override
  public String toString() {
    return "SharedMemory of " + sizes.length + " ranks" + (closed ? ", closed" : "");
  }
}
