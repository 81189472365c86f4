package mpi;

import io.crossmem.message.MessageException;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A file of the local file system that the ranks of a communicator read and write.
 *
 * <p>Every rank can read what a rank has written as soon as the write returns. Calls whose names
 * begin with {@code i} have finished when they return; so have the {@code Begin} parts of split
 * collective calls. A collective call transfers the data of its own rank. It waits for other ranks
 * only where its description says so. Errors are thrown, unless {@link #setErrhandler} says
 * otherwise.
 *
 * <p>Safe for use by several threads, but only one thread at a time may make collective calls.
 */
public final class File {
  private volatile OpenedFile file; // null once it is closed
  private volatile Errhandler handler = MPI.ERRORS_RETURN;
  private volatile Info info;
  private Object splitBuffer; // of a collective call that was begun; else null
  private Split split;
  private Status splitStatus;

  /** A collective call that was begun. */
  private enum Split {
    READ_AT,
    WRITE_AT,
    READ,
    WRITE,
    READ_ORDERED,
    WRITE_ORDERED
  }

  /** Which pointer says where. */
  private enum Place {
    INDIVIDUAL,
    SHARED,
    ORDERED
  }

  // ---- opening and closing

  /**
   * Opens a file. All ranks of the communicator call this; it succeeds in all of them or in none.
   *
   * @param comm an intracommunicator
   * @param filename its path
   * @param amode a sum of {@code MPI.MODE_*}, with one of {@link MPI#MODE_RDONLY}, {@link
   *     MPI#MODE_WRONLY} and {@link MPI#MODE_RDWR}
   * @throws MPIException of class {@link MPI#ERR_AMODE}, {@link MPI#ERR_COMM}, {@link
   *     MPI#ERR_NO_SUCH_FILE}, {@link MPI#ERR_FILE_EXISTS}, {@link MPI#ERR_ACCESS}, {@link
   *     MPI#ERR_BAD_FILE} or {@link MPI#ERR_IO}, in all ranks
   */
  public File(Comm comm, String filename, int amode) {
    this(comm, filename, amode, null);
  }

  /**
   * Opens a file. All ranks of the communicator call this; it succeeds in all of them or in none.
   *
   * @param comm an intracommunicator
   * @param filename its path
   * @param amode a sum of {@code MPI.MODE_*}, with one of {@link MPI#MODE_RDONLY}, {@link
   *     MPI#MODE_WRONLY} and {@link MPI#MODE_RDWR}
   * @param info stored, not used
   * @throws MPIException as the other constructor
   */
  public File(Comm comm, String filename, int amode, Info info) {
    this.info = Info.copyOf(info);
    try {
      file = OpenedFile.open(comm, filename, amode);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Closes the file; with {@link MPI#MODE_DELETE_ON_CLOSE} it is deleted. All ranks call this; it
   * returns after all have called it.
   *
   * @throws MPIException of class {@link MPI#ERR_FILE} if it is closed, {@link MPI#ERR_IO} if the
   *     system fails
   */
  public void close() {
    try {
      OpenedFile closed = open();
      file = null;
      closed.close();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Deletes a file.
   *
   * @param filename its path
   * @throws MPIException of class {@link MPI#ERR_NO_SUCH_FILE}, {@link MPI#ERR_ACCESS}, {@link
   *     MPI#ERR_BAD_FILE} or {@link MPI#ERR_IO}
   */
  public static void delete(String filename) {
    delete(filename, null);
  }

  /**
   * Deletes a file.
   *
   * @param filename its path
   * @param info is not used
   * @throws MPIException of class {@link MPI#ERR_NO_SUCH_FILE}, {@link MPI#ERR_ACCESS}, {@link
   *     MPI#ERR_BAD_FILE} or {@link MPI#ERR_IO}
   */
  public static void delete(String filename, Info info) {
    OpenedFile.delete(filename);
  }

  private OpenedFile open() {
    OpenedFile open = file;
    if (open == null) {
      throw new MPIException(ErrorClass.FILE, "the file is closed");
    }
    World.requireInside();
    return open;
  }

  private MPIException failure(Exception thrown) {
    return Failures.of(handler, thrown);
  }

  // ---- what it is

  /**
   * Truncates the file, or extends it with zeros. All ranks call this with the same size; it
   * returns after the change.
   *
   * @param size in bytes
   * @throws MPIException of class {@link MPI#ERR_NOT_SAME} if the sizes differ, {@link MPI#ERR_ARG}
   *     if it is negative, {@link MPI#ERR_READ_ONLY} if the file is open for reading only, {@link
   *     MPI#ERR_FILE} if it is closed, {@link MPI#ERR_IO} if the system fails
   */
  public void setSize(long size) {
    resize(
        size,
        open -> {
          open.channel.truncate(size);
          if (open.channel.size() < size) {
            open.channel.write(ByteBuffer.allocate(1), size - 1);
          }
        });
  }

  /**
   * Allocates space for the first bytes of the file. If the file is shorter, it is extended with
   * zeros. All ranks call this with the same size; it returns after the change.
   *
   * @param size in bytes
   * @throws MPIException as {@link #setSize}; of class {@link MPI#ERR_NO_SPACE} if there is not
   *     enough space
   */
  public void preallocate(long size) {
    resize(
        size,
        open -> {
          ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
          for (long at = open.channel.size(); at < size; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
            at += open.channel.write(zeros, at);
          }
        });
  }

  /** What rank 0 does for all. */
  private interface Change {
    void make(OpenedFile file) throws IOException;
  }

  private void resize(long size, Change change) {
    try {
      OpenedFile open = open();
      open.requireSame(size, "the size");
      open.requireWritable();
      if (size < 0) {
        throw new MPIException(ErrorClass.ARG, "the size is negative: " + size);
      }
      open.inRankZero(() -> change.make(open));
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The length of the file.
   *
   * @return bytes
   * @throws MPIException of class {@link MPI#ERR_FILE} if it is closed
   */
  public long getSize() {
    try {
      return open().size();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The ranks that have opened it.
   *
   * @return a new group
   * @throws MPIException of class {@link MPI#ERR_FILE} if it is closed
   */
  public Group getGroup() {
    try {
      return open().ranks.local.copy();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The mode in which it was opened.
   *
   * @return a sum of {@code MPI.MODE_*}
   * @throws MPIException of class {@link MPI#ERR_FILE} if it is closed
   */
  public int getAMode() {
    try {
      return open().mode;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Sets the hints, which are stored and not used.
   *
   * @param info to be copied
   * @throws MPIException of class {@link MPI#ERR_FILE} if it is closed
   */
  public void setInfo(Info info) {
    try {
      open();
      this.info = Info.copyOf(info);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The hints.
   *
   * @return a copy of the last hints that were set
   * @throws MPIException of class {@link MPI#ERR_FILE} if it is closed
   */
  public Info getInfo() {
    try {
      open();
      return info.dup();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  // ---- views

  /**
   * Sets the view of this rank: the parts of the file that the file type selects, repeated from a
   * displacement on. Both pointers are set to its start. All ranks call this; it returns after all
   * have called it.
   *
   * @param disp in bytes; {@link MPI#DISPLACEMENT_CURRENT} in a sequential file
   * @param eType the unit of offsets; of the same size in all ranks
   * @param fileType made of elementary types, its displacements ascending and not negative
   * @param dataRep {@code native} or {@code internal}, which are the same: the machine's byte
   *     order; or {@code external32}: big-endian
   * @throws MPIException of class {@link MPI#ERR_TYPE} or {@link MPI#ERR_ARG} for a wrong argument,
   *     {@link MPI#ERR_NOT_SAME} if the elementary types differ, {@link
   *     MPI#ERR_UNSUPPORTED_DATAREP} for another representation, {@link MPI#ERR_FILE} if the file
   *     is closed
   */
  public void setView(long disp, Datatype eType, Datatype fileType, String dataRep) {
    setView(disp, eType, fileType, dataRep, null);
  }

  /**
   * Sets the view of this rank, as the other method of this name does.
   *
   * @param disp in bytes; {@link MPI#DISPLACEMENT_CURRENT} in a sequential file
   * @param eType the unit of offsets; of the same size in all ranks
   * @param fileType made of elementary types, its displacements ascending and not negative
   * @param dataRep {@code native} or {@code internal}, which are the same: the machine's byte
   *     order; or {@code external32}: big-endian
   * @param info stored, not used
   * @throws MPIException as the other method of this name
   */
  public void setView(long disp, Datatype eType, Datatype fileType, String dataRep, Info info) {
    try {
      OpenedFile open = open();
      boolean isCurrent = disp == MPI.DISPLACEMENT_CURRENT;
      if (isCurrent && (open.mode & MPI.MODE_SEQUENTIAL) == 0) {
        throw new MPIException(ErrorClass.ARG, "DISPLACEMENT_CURRENT is for sequential files");
      }
      long start = isCurrent ? open.layout.offset(open.sharedPosition()) : disp;
      FileLayout layout = new FileLayout(new FileView(start, eType, fileType, dataRep));
      open.requireSame(layout.etypeBytes, "the size of the elementary type");
      open.inRankZero(() -> open.setShared(0));
      open.layout = layout;
      setPosition(open, 0);
      this.info = info == null || info.isNull() ? this.info : info.dup();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The view of this rank.
   *
   * @return the view; at first all bytes
   * @throws MPIException of class {@link MPI#ERR_FILE} if it is closed
   */
  public FileView getView() {
    try {
      return open().layout.view;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The distance between items of a datatype in this file, in the representation of the view.
   *
   * @param type the datatype
   * @return in elements of the datatype
   * @throws MPIException of class {@link MPI#ERR_TYPE} if it is null or freed, {@link MPI#ERR_FILE}
   *     if the file is closed
   */
  public int getTypeExtent(Datatype type) {
    try {
      OpenedFile open = open();
      return open.layout.isExternal
          ? External32.extent(Datatype.check(type))
          : Datatype.check(type).getExtent();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  // ---- how data moves

  private Status moveAt(long offset, Object buf, int count, Datatype type, boolean writes) {
    try {
      OpenedFile open = open();
      requireRandomAccess(open);
      if (offset < 0) {
        throw new MPIException(ErrorClass.ARG, "the offset is negative: " + offset);
      }
      return move(open, offset * open.layout.etypeBytes, buf, count, type, writes);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private Status moveNext(Place place, Object buf, int count, Datatype type, boolean writes) {
    try {
      OpenedFile open = open();
      requireMove(open, count, type, writes);
      long bytes = (long) count * type.bytes();
      switch (place) {
        case SHARED -> {
          checkBuffer(buf, type);
          return move(open, open.advanceShared(bytes), buf, count, type, writes);
        }
        case ORDERED -> {
          checkBuffer(buf, type);
          return move(open, open.advanceInOrder(bytes), buf, count, type, writes);
        }
        default -> {
          requireRandomAccess(open);
          synchronized (open) {
            Status moved = move(open, open.position, buf, count, type, writes);
            open.position += moved.bytes();
            return moved;
          }
        }
      }
    } catch (MessageException | RuntimeException e) {
      throw failure(e);
    }
  }

  private static void checkBuffer(Object buf, Datatype type) {
    Elements.length(buf, type.element);
  }

  private static void requireRandomAccess(OpenedFile open) {
    if ((open.mode & MPI.MODE_SEQUENTIAL) != 0) {
      throw new MPIException(
          ErrorClass.UNSUPPORTED_OPERATION, "the file is sequential: use the shared pointer");
    }
  }

  private static void requireMove(OpenedFile open, int count, Datatype type, boolean writes) {
    if (writes) {
      open.requireWritable();
    } else {
      open.requireReadable();
    }
    if (count < 0) {
      throw new MPIException(ErrorClass.COUNT, "the count is negative: " + count);
    }
    if (Datatype.check(type).element == Element.OBJECT) {
      throw new MPIException(ErrorClass.TYPE, "a file does not hold objects");
    }
  }

  /** From a position in bytes of the view. */
  private static Status move(
      OpenedFile open, long position, Object buf, int count, Datatype type, boolean writes) {
    requireMove(open, count, type, writes);
    if (!writes && buf instanceof Buffer buffer && buffer.isReadOnly()) {
      throw new MPIException(ErrorClass.BUFFER, "the buffer to read into is read-only");
    }
    boolean isExternal = open.layout.isExternal;
    ByteBuffer view = isExternal ? null : view(buf, count, type);
    ByteBuffer bytes = view;
    if (bytes == null) {
      bytes = Transfer.allocate((long) count * type.bytes());
      Transfer.pack(buf, 0, count, type, bytes); // finds out whether the buffer has room
      bytes.flip();
    }
    if (writes) {
      if (isExternal) {
        External32.convert(bytes, type);
      }
      open.write(position, bytes);
      return status(bytes.position(), type);
    }
    open.read(position, bytes);
    int moved = bytes.position();
    if (view == null) {
      bytes.flip();
      if (isExternal) {
        External32.convert(bytes, type);
      }
      Transfer.unpack(bytes, buf, 0, type);
    }
    return status(moved, type);
  }

  /** The items as they lie in memory; null if they have to be packed. */
  private static ByteBuffer view(Object buf, int count, Datatype type) {
    if (!type.isContiguous || !(buf instanceof Buffer buffer)) {
      return null;
    }
    ByteBuffer all = Origin.ofThread().view(buffer, type.element);
    long bytes = (long) count * type.bytes();
    return all == null || bytes > all.capacity() ? null : all.limit((int) bytes);
  }

  private static Status status(long bytes, Datatype type) {
    return new Status(MPI.UNDEFINED, MPI.UNDEFINED, bytes).of(type);
  }

  // ---- at explicit offsets

  /**
   * Reads items at an offset.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status readAt(long offset, Object buf, int count, Datatype type) {
    return moveAt(offset, buf, count, type, false);
  }

  /**
   * Reads items at an offset; all ranks call this.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status readAtAll(long offset, Object buf, int count, Datatype type) {
    return moveAt(offset, buf, count, type, false);
  }

  /**
   * Reads items at an offset.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iReadAt(long offset, Buffer buf, int count, Datatype type) {
    return done(moveAt(offset, buf, count, type, false));
  }

  /**
   * Reads items at an offset; all ranks call this.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iReadAtAll(long offset, Buffer buf, int count, Datatype type) {
    return done(moveAt(offset, buf, count, type, false));
  }

  /**
   * Writes items at an offset.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status writeAt(long offset, Object buf, int count, Datatype type) {
    return moveAt(offset, buf, count, type, true);
  }

  /**
   * Writes items at an offset; all ranks call this.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status writeAtAll(long offset, Object buf, int count, Datatype type) {
    return together(() -> moveAt(offset, buf, count, type, true));
  }

  /**
   * Writes items at an offset.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iWriteAt(long offset, Buffer buf, int count, Datatype type) {
    return done(moveAt(offset, buf, count, type, true));
  }

  /**
   * Writes items at an offset; all ranks call this.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iWriteAtAll(long offset, Buffer buf, int count, Datatype type) {
    return done(moveAt(offset, buf, count, type, true));
  }

  /** Returns once all ranks have written, so that each can read what the others wrote. */
  private Status together(Supplier<Status> write) {
    OpenedFile all = file;
    try {
      return write.get();
    } finally {
      if (all != null) { // else the write has thrown
        awaitAll(all);
      }
    }
  }

  private void awaitAll(OpenedFile all) {
    try {
      all.barrier();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private static Request done(Status status) {
    return new Request(Work.done(status));
  }

  // ---- by the individual pointer

  /**
   * Reads items at the individual pointer, and moves it past them.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status read(Object buf, int count, Datatype type) {
    return moveNext(Place.INDIVIDUAL, buf, count, type, false);
  }

  /**
   * Reads items at the individual pointer, and moves it past them; all ranks call this.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status readAll(Object buf, int count, Datatype type) {
    return moveNext(Place.INDIVIDUAL, buf, count, type, false);
  }

  /**
   * Reads items at the individual pointer, and moves it past them.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iRead(Buffer buf, int count, Datatype type) {
    return done(moveNext(Place.INDIVIDUAL, buf, count, type, false));
  }

  /**
   * Reads items at the individual pointer, and moves it past them; all ranks call this.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iReadAll(Buffer buf, int count, Datatype type) {
    return done(moveNext(Place.INDIVIDUAL, buf, count, type, false));
  }

  /**
   * Writes items at the individual pointer, and moves it past them.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status write(Object buf, int count, Datatype type) {
    return moveNext(Place.INDIVIDUAL, buf, count, type, true);
  }

  /**
   * Writes items at the individual pointer, and moves it past them; all ranks call this.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status writeAll(Object buf, int count, Datatype type) {
    return together(() -> moveNext(Place.INDIVIDUAL, buf, count, type, true));
  }

  /**
   * Writes items at the individual pointer, and moves it past them.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iWrite(Buffer buf, int count, Datatype type) {
    return done(moveNext(Place.INDIVIDUAL, buf, count, type, true));
  }

  /**
   * Writes items at the individual pointer, and moves it past them; all ranks call this.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iWriteAll(Buffer buf, int count, Datatype type) {
    return done(moveNext(Place.INDIVIDUAL, buf, count, type, true));
  }

  /**
   * Moves the individual pointer.
   *
   * @param offset in elementary types
   * @param whence {@link MPI#SEEK_SET}: from the start of the view, {@link MPI#SEEK_CUR}: from its
   *     current value, {@link MPI#SEEK_END}: from the end of the file
   * @throws MPIException of class {@link MPI#ERR_ARG} if there is no such whence, or the pointer
   *     would be negative, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_FILE} if it is closed
   */
  public void seek(long offset, int whence) {
    try {
      OpenedFile open = open();
      requireRandomAccess(open);
      synchronized (open) {
        open.position = target(open, offset, whence, open.position);
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private static long target(OpenedFile open, long offset, int whence, long current) {
    long unit = open.layout.etypeBytes;
    long from;
    if (whence == MPI.SEEK_SET) {
      from = 0;
    } else if (whence == MPI.SEEK_CUR) {
      from = current;
    } else if (whence == MPI.SEEK_END) {
      from = (open.layout.shown(open.size()) + unit - 1) / unit * unit;
    } else {
      throw new MPIException(ErrorClass.ARG, "there is no whence " + whence);
    }
    long target = from + offset * unit;
    if (target < 0) {
      throw new MPIException(ErrorClass.ARG, "the pointer would be negative");
    }
    return target;
  }

  private static void setPosition(OpenedFile open, long position) {
    synchronized (open) {
      open.position = position;
    }
  }

  /**
   * The individual pointer.
   *
   * @return in elementary types from the start of the view
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed
   */
  public long getPosition() {
    try {
      OpenedFile open = open();
      synchronized (open) {
        return open.position / open.layout.etypeBytes;
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The position in the file of an offset of the view.
   *
   * @param offset in elementary types, 0 or more
   * @return in bytes from the start of the file
   * @throws MPIException of class {@link MPI#ERR_ARG} if it is negative, {@link MPI#ERR_FILE} if
   *     the file is closed
   */
  public long getByteOffset(long offset) {
    try {
      OpenedFile open = open();
      if (offset < 0) {
        throw new MPIException(ErrorClass.ARG, "the offset is negative: " + offset);
      }
      return open.layout.offset(offset * open.layout.etypeBytes);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  // ---- by the shared pointer

  /**
   * Reads items at the pointer that all ranks share, and moves it past them.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a wrong argument, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status readShared(Object buf, int count, Datatype type) {
    return moveNext(Place.SHARED, buf, count, type, false);
  }

  /**
   * Reads items at the pointer that all ranks share, and moves it past them.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a wrong argument, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iReadShared(Buffer buf, int count, Datatype type) {
    return done(moveNext(Place.SHARED, buf, count, type, false));
  }

  /**
   * Reads items at the shared pointer, in the order of the ranks. All ranks call this, and wait for
   * each other.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a wrong argument, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status readOrdered(Object buf, int count, Datatype type) {
    return moveNext(Place.ORDERED, buf, count, type, false);
  }

  /**
   * Writes items at the pointer that all ranks share, and moves it past them.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a wrong argument, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status writeShared(Object buf, int count, Datatype type) {
    return moveNext(Place.SHARED, buf, count, type, true);
  }

  /**
   * Writes items at the pointer that all ranks share, and moves it past them.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a wrong argument, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Request iWriteShared(Buffer buf, int count, Datatype type) {
    return done(moveNext(Place.SHARED, buf, count, type, true));
  }

  /**
   * Writes items at the shared pointer, in the order of the ranks. All ranks call this, and wait
   * for each other.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a wrong argument, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails
   */
  public Status writeOrdered(Object buf, int count, Datatype type) {
    return together(() -> moveNext(Place.ORDERED, buf, count, type, true));
  }

  /**
   * Moves the shared pointer. All ranks call this with the same arguments; it returns after all
   * have called it.
   *
   * @param offset in elementary types
   * @param whence as in {@link #seek}
   * @throws MPIException of class {@link MPI#ERR_ARG} if there is no such whence, or the pointer
   *     would be negative, {@link MPI#ERR_NOT_SAME} if the ranks disagree, {@link
   *     MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link MPI#ERR_FILE} if it is
   *     closed
   */
  public void seekShared(long offset, int whence) {
    try {
      OpenedFile open = open();
      requireRandomAccess(open);
      open.requireSame(offset, "the offset");
      open.requireSame(whence, "whence");
      long target = target(open, offset, whence, open.sharedPosition());
      open.barrier(); // all have seen where it was
      open.inRankZero(() -> open.setShared(target));
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The shared pointer.
   *
   * @return in elementary types from the start of the view
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed
   */
  public long getPositionShared() {
    try {
      OpenedFile open = open();
      return open.sharedPosition() / open.layout.etypeBytes;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  // ---- collective calls in two steps

  private synchronized void begin(
      Split kind, long offset, Object buf, int count, Datatype type, boolean writes) {
    if (split != null) {
      throw failure(
          new MPIException(
              ErrorClass.OTHER, "another split collective call was begun and has not ended"));
    }
    splitStatus =
        switch (kind) {
          case READ_AT, WRITE_AT -> moveAt(offset, buf, count, type, writes);
          case READ, WRITE -> moveNext(Place.INDIVIDUAL, buf, count, type, writes);
          case READ_ORDERED, WRITE_ORDERED -> moveNext(Place.ORDERED, buf, count, type, writes);
        };
    split = kind;
    splitBuffer = buf;
  }

  private synchronized Status end(Split kind, Object buf) {
    if (split != kind || splitBuffer != buf) {
      throw failure(
          new MPIException(
              ErrorClass.OTHER,
              split != kind
                  ? "no such split collective call was begun"
                  : "it was begun with another buffer"));
    }
    split = null;
    splitBuffer = null;
    return splitStatus;
  }

  /**
   * Reads items at an offset; {@code readAtAllEnd} completes it. All ranks call this.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails, {@link MPI#ERR_OTHER} if
   *     another call was begun and not ended
   */
  public void readAtAllBegin(long offset, Object buf, int count, Datatype type) {
    begin(Split.READ_AT, offset, buf, count, type, false);
  }

  /**
   * Ends {@code readAtAllBegin}. All ranks call this.
   *
   * @param buf the same buffer
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_OTHER} if no such call was begun, or with another
   *     buffer
   */
  public Status readAtAllEnd(Object buf) {
    return end(Split.READ_AT, buf);
  }

  /**
   * Reads items at the individual pointer; {@code readAllEnd} completes it. All ranks call this.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails, {@link MPI#ERR_OTHER} if
   *     another call was begun and not ended
   */
  public void readAllBegin(Object buf, int count, Datatype type) {
    begin(Split.READ, 0, buf, count, type, false);
  }

  /**
   * Ends {@code readAllBegin}. All ranks call this.
   *
   * @param buf the same buffer
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_OTHER} if no such call was begun, or with another
   *     buffer
   */
  public Status readAllEnd(Object buf) {
    return end(Split.READ, buf);
  }

  /**
   * Reads items at the shared pointer, in the order of the ranks; {@code readOrderedEnd} completes
   * it. All ranks call this.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a wrong argument, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails, {@link MPI#ERR_OTHER} if
   *     another call was begun and not ended
   */
  public void readOrderedBegin(Object buf, int count, Datatype type) {
    begin(Split.READ_ORDERED, 0, buf, count, type, false);
  }

  /**
   * Ends {@code readOrderedBegin}. All ranks call this.
   *
   * @param buf the same buffer
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_OTHER} if no such call was begun, or with another
   *     buffer
   */
  public Status readOrderedEnd(Object buf) {
    return end(Split.READ_ORDERED, buf);
  }

  /**
   * Writes items at an offset; {@code writeAtAllEnd} completes it. All ranks call this.
   *
   * @param offset where in the view, in elementary types
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails, {@link MPI#ERR_OTHER} if
   *     another call was begun and not ended
   */
  public void writeAtAllBegin(long offset, Object buf, int count, Datatype type) {
    begin(Split.WRITE_AT, offset, buf, count, type, true);
  }

  /**
   * Ends {@code writeAtAllBegin}. All ranks call this.
   *
   * @param buf the same buffer
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_OTHER} if no such call was begun, or with another
   *     buffer
   */
  public Status writeAtAllEnd(Object buf) {
    return together(() -> end(Split.WRITE_AT, buf));
  }

  /**
   * Writes items at the individual pointer; {@code writeAllEnd} completes it. All ranks call this.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_ARG}, {@link MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a
   *     wrong argument, {@link MPI#ERR_UNSUPPORTED_OPERATION} if the file is sequential, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails, {@link MPI#ERR_OTHER} if
   *     another call was begun and not ended
   */
  public void writeAllBegin(Object buf, int count, Datatype type) {
    begin(Split.WRITE, 0, buf, count, type, true);
  }

  /**
   * Ends {@code writeAllBegin}. All ranks call this.
   *
   * @param buf the same buffer
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_OTHER} if no such call was begun, or with another
   *     buffer
   */
  public Status writeAllEnd(Object buf) {
    return together(() -> end(Split.WRITE, buf));
  }

  /**
   * Writes items at the shared pointer, in the order of the ranks; {@code writeOrderedEnd}
   * completes it. All ranks call this.
   *
   * @param buf an array or a buffer, from its element 0 on
   * @param count how many items
   * @param type the datatype of the items
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed, {@link
   *     MPI#ERR_ACCESS} or {@link MPI#ERR_READ_ONLY} if it was not opened for that, {@link
   *     MPI#ERR_BUFFER}, {@link MPI#ERR_COUNT} or {@link MPI#ERR_TYPE} for a wrong argument, {@link
   *     MPI#ERR_NO_SPACE} or {@link MPI#ERR_IO} if the system fails, {@link MPI#ERR_OTHER} if
   *     another call was begun and not ended
   */
  public void writeOrderedBegin(Object buf, int count, Datatype type) {
    begin(Split.WRITE_ORDERED, 0, buf, count, type, true);
  }

  /**
   * Ends {@code writeOrderedBegin}. All ranks call this.
   *
   * @param buf the same buffer
   * @return how much was transferred; less than requested only if the file ends before
   * @throws MPIException of class {@link MPI#ERR_OTHER} if no such call was begun, or with another
   *     buffer
   */
  public Status writeOrderedEnd(Object buf) {
    return together(() -> end(Split.WRITE_ORDERED, buf));
  }

  // ---- consistency and errors

  /**
   * Sets whether each access is atomic: other ranks see all of it or nothing. All ranks call this
   * with the same argument.
   *
   * @param atomicity whether it is
   * @throws MPIException of class {@link MPI#ERR_NOT_SAME} if the ranks disagree, {@link
   *     MPI#ERR_FILE} if the file is closed
   */
  public void setAtomicity(boolean atomicity) {
    try {
      OpenedFile open = open();
      open.requireSame(atomicity ? 1 : 0, "the atomicity");
      open.isAtomic = atomicity;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Whether each access is atomic.
   *
   * @return whether it is; false by default
   * @throws MPIException of class {@link MPI#ERR_FILE} if the file is closed
   */
  public boolean getAtomicity() {
    try {
      return open().isAtomic;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Flushes what this rank has written to the storage device. All ranks call this.
   *
   * @throws MPIException of class {@link MPI#ERR_IO} if the system fails, {@link MPI#ERR_FILE} if
   *     the file is closed
   */
  public void sync() {
    try {
      open().channel.force(true);
    } catch (IOException e) {
      throw failure(OpenedFile.failure(e));
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Sets the error handler.
   *
   * @param errhandler {@link MPI#ERRORS_RETURN}, {@link MPI#ERRORS_ARE_FATAL} or {@link
   *     MPI#ERRORS_ABORT}
   * @throws MPIException of class {@link MPI#ERR_ARG} if it is null
   */
  public void setErrhandler(Errhandler errhandler) {
    if (errhandler == null) {
      throw failure(new MPIException(ErrorClass.ARG, "the error handler is null"));
    }
    handler = errhandler;
  }

  /**
   * The error handler.
   *
   * @return the handler; {@link MPI#ERRORS_RETURN} if none was set
   */
  public Errhandler getErrhandler() {
    return handler;
  }

  /**
   * Calls the error handler.
   *
   * @param errorCode one of {@code MPI.ERR_*}
   * @throws MPIException of that class, unless the handler ends the job
   */
  @SuppressWarnings("DoNotCallSuggester")
  public void callErrhandler(int errorCode) {
    throw failure(new MPIException(errorCode, "the program called the error handler"));
  }
}
