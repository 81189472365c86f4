package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * A file that the ranks of a communicator have open: a channel in each, messages of their own, and
 * a {@link SharedPointer}.
 */
final class OpenedFile {
  final Channel ranks; // of the communicator that it was opened by
  final Communicator messages;
  final FileChannel channel;
  final int mode;
  private final Path path;
  private final SharedPointer pointer; // in bytes shown
  volatile FileLayout layout;
  volatile boolean isAtomic;
  long position; // of the individual pointer, in bytes shown; guarded by this

  private OpenedFile(Channel ranks, Communicator messages, FileChannel channel, Path path, int mode)
      throws MessageException {
    this.ranks = ranks;
    this.messages = messages;
    this.channel = channel;
    this.path = path;
    this.mode = mode;
    layout = new FileLayout(new FileView(0, MPI.BYTE, MPI.BYTE, "native"));
    pointer = SharedPointer.of(ranks, messages);
  }

  /** All ranks have it open afterwards, or none. */
  static OpenedFile open(Comm comm, String name, int mode) {
    if (comm == null || name == null) {
      throw new MPIException(
          comm == null ? ErrorClass.COMM : ErrorClass.ARG, "a communicator or a name is null");
    }
    Channel ranks = comm.channel();
    if (ranks.isInter()) {
      throw new MPIException(ErrorClass.COMM, "a file takes no intercommunicator");
    }
    try {
      Communicator messages = World.own(ranks.messages.duplicate());
      OpenedFile opened = null;
      try {
        opened = open(ranks, messages, name, mode);
        return opened;
      } finally {
        if (opened == null) {
          World.close(messages);
        }
      }
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  private static OpenedFile open(Channel ranks, Communicator messages, String name, int mode)
      throws MessageException {
    FileChannel channel = null;
    MPIException failure = null;
    boolean complete = false;
    try {
      // Rank 0 first, so that one rank alone creates it.
      for (int turn = 0; turn < 2; turn++) {
        if (failure == null && (turn == 0) == (ranks.rank == 0)) {
          try {
            channel = channel(name, mode, turn == 0);
          } catch (MPIException e) {
            failure = e;
          }
        }
        int[] failed = {failure == null ? 0 : failure.getErrorClass()};
        messages.allreduce(Data.of(failed), Data.of(failed), io.crossmem.message.Op.MAX);
        if (failed[0] != 0) {
          throw failure != null
              ? failure
              : new MPIException(failed[0], "another rank could not open " + name);
        }
      }
      OpenedFile opened = new OpenedFile(ranks, messages, channel, Path.of(name), mode);
      if ((mode & MPI.MODE_APPEND) != 0) {
        opened.position = opened.size();
        opened.setShared(opened.position);
      }
      messages.barrier();
      complete = true;
      return opened;
    } finally {
      if (!complete && channel != null) {
        close(channel);
      }
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // another failure is on its way
    }
  }

  private static FileChannel channel(String name, int mode, boolean creates) {
    int access = mode & (MPI.MODE_RDONLY | MPI.MODE_WRONLY | MPI.MODE_RDWR);
    boolean makesNew = (mode & (MPI.MODE_CREATE | MPI.MODE_EXCL)) != 0;
    if (Integer.bitCount(access) != 1
        || (mode & ~0x1ff) != 0
        || (access == MPI.MODE_RDONLY && makesNew)
        || (access == MPI.MODE_RDWR && (mode & MPI.MODE_SEQUENTIAL) != 0)) {
      throw new MPIException(ErrorClass.AMODE, "these modes cannot be combined: " + mode);
    }
    Set<OpenOption> options = new HashSet<>();
    if (access != MPI.MODE_WRONLY) {
      options.add(StandardOpenOption.READ);
    }
    if (access != MPI.MODE_RDONLY) {
      options.add(StandardOpenOption.WRITE);
    }
    if (creates && (mode & MPI.MODE_CREATE) != 0) {
      options.add(
          (mode & MPI.MODE_EXCL) != 0 ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
    }
    try {
      return FileChannel.open(Path.of(name), options);
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  static void delete(String name) {
    try {
      Files.delete(Path.of(name));
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  /** What a file system's failure is in MPI. */
  static MPIException failure(Exception e) {
    if (e instanceof MPIException done) {
      return done;
    }
    int errorClass = ErrorClass.IO;
    if (e instanceof NoSuchFileException) {
      errorClass = ErrorClass.NO_SUCH_FILE;
    } else if (e instanceof FileAlreadyExistsException) {
      errorClass = ErrorClass.FILE_EXISTS;
    } else if (e instanceof AccessDeniedException) {
      errorClass = ErrorClass.ACCESS;
    } else if (e instanceof java.nio.file.InvalidPathException
        || e instanceof NullPointerException) {
      errorClass = ErrorClass.BAD_FILE;
    } else if (e.getMessage() != null && e.getMessage().contains("No space left")) {
      errorClass = ErrorClass.NO_SPACE;
    } else if (e.getMessage() != null && e.getMessage().contains("quota")) {
      errorClass = ErrorClass.QUOTA;
    } else if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return new MPIException(errorClass, failed.getMessage(), e);
    } else if (!(e instanceof IOException)) {
      return Errors.translate(e);
    }
    return new MPIException(errorClass, e.toString(), e);
  }

  long size() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  // ---- moving bytes

  void requireReadable() {
    if ((mode & MPI.MODE_WRONLY) != 0) {
      throw new MPIException(ErrorClass.ACCESS, "the file is open for writing only");
    }
  }

  void requireWritable() {
    if ((mode & MPI.MODE_RDONLY) != 0) {
      throw new MPIException(ErrorClass.READ_ONLY, "the file is open for reading only");
    }
  }

  /** Reads what the view shows from a position on; fewer bytes at the end of the file. */
  void read(long position, ByteBuffer into) {
    transfer(position, into, false);
  }

  void write(long position, ByteBuffer from) {
    transfer(position, from, true);
  }

  private void transfer(long position, ByteBuffer buffer, boolean writes) {
    try {
      if (isAtomic && buffer.hasRemaining()) {
        synchronized (channel) { // a lock is the process's, not a thread's
          FileLock lock = lock(position, buffer.remaining(), !writes);
          try {
            move(position, buffer, writes);
          } finally {
            lock.release();
          }
        }
      } else {
        move(position, buffer, writes);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void move(long position, ByteBuffer buffer, boolean writes) throws IOException {
    FileLayout shown = layout;
    int limit = buffer.limit();
    int moved = 0;
    for (long at = position; buffer.position() < limit && moved >= 0; at += moved) {
      int part = (int) Math.min(limit - buffer.position(), shown.run(at));
      buffer.limit(buffer.position() + part);
      moved =
          writes ? channel.write(buffer, shown.offset(at)) : channel.read(buffer, shown.offset(at));
      buffer.limit(limit);
    }
  }

  private FileLock lock(long position, int bytes, boolean shares) throws IOException {
    long first = layout.offset(position);
    long last = layout.offset(position + bytes - 1);
    return channel.lock(first, last - first + 1, shares);
  }

  // ---- the shared pointer

  long sharedPosition() {
    return pointer.get();
  }

  /** Moves it on; returns where it was. */
  long advanceShared(long bytes) {
    return pointer.add(bytes);
  }

  void setShared(long position) {
    pointer.set(position);
  }

  /** Where this rank's part begins, if all move the pointer in the order of their ranks. */
  long advanceInOrder(long bytes) throws MessageException {
    long[] all = new long[messages.size()];
    messages.allgather(Data.of(new long[] {bytes}), Data.of(all));
    long start = sharedPosition();
    long sum = 0;
    for (int i = 0; i < all.length; i++) {
      start += i < ranks.rank ? all[i] : 0;
      sum += all[i];
    }
    messages.barrier(); // all have seen where it was
    if (ranks.rank == 0) {
      setShared(sharedPosition() + sum);
    }
    messages.barrier();
    return start;
  }

  // ---- together

  void barrier() {
    try {
      messages.barrier();
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  /** Fails unless all ranks give the same number. */
  void requireSame(long number, String what) {
    try {
      long[] range = {number, -number};
      messages.allreduce(Data.of(range), Data.of(range), io.crossmem.message.Op.MAX);
      if (range[0] != -range[1]) {
        throw new MPIException(ErrorClass.NOT_SAME, what + " differs between the ranks");
      }
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  /** By rank 0; then all go on, or all throw. */
  void inRankZero(Work work) {
    MPIException failure = null;
    if (ranks.rank == 0) {
      try {
        work.run();
      } catch (IOException | RuntimeException e) {
        failure = failure(e);
      }
    }
    try {
      int[] failed = {failure == null ? 0 : failure.getErrorClass()};
      messages.broadcast(Data.of(failed), 0);
      if (failed[0] != 0) {
        throw failure != null ? failure : new MPIException(failed[0], "rank 0 has failed");
      }
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  /** Something with the file. */
  interface Work {
    void run() throws IOException;
  }

  void close() {
    try {
      messages.barrier();
      if (ranks.rank == 0 && (mode & MPI.MODE_DELETE_ON_CLOSE) != 0) {
        Files.deleteIfExists(path);
      }
      channel.close();
      messages.barrier();
    } catch (MessageException e) {
      throw Errors.translate(e);
    } catch (IOException e) {
      throw failure(e);
    } finally {
      close(channel);
      pointer.close();
      World.close(messages);
    }
  }
}
