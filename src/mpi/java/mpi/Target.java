package mpi;

import java.nio.ByteBuffer;

/**
 * A window's memory in one rank, as this process reaches it. Offsets are in bytes from the start of
 * the window there. A buffer's position and limit are set as is needed, and left so.
 */
abstract class Target {
  final int unit; // bytes of a displacement of 1

  Target(int unit) {
    this.unit = unit;
  }

  /**
   * To be asked before anything is moved.
   *
   * @throws MPIException of class {@link MPI#ERR_DISP} if not all of it is inside of the window
   */
  abstract void requireInside(long first, long end);

  /** Moves bytes of a buffer there. */
  abstract void write(long offset, ByteBuffer from, int at, int bytes);

  /** Moves bytes from there into a buffer. */
  abstract void read(long offset, ByteBuffer into, int at, int bytes);

  /** The same from blocks to blocks. */
  void write(ByteBlocks to, ByteBuffer from, ByteBlocks places) {
    ByteBlocks.inParallel(to, places, (offset, at, bytes) -> write(offset, from, (int) at, bytes));
  }

  void read(ByteBlocks from, ByteBuffer into, ByteBlocks places) {
    ByteBlocks.inParallel(from, places, (offset, at, bytes) -> read(offset, into, (int) at, bytes));
  }

  /** The memory, if all ranks have it mapped, so that they can change single elements. */
  ByteBuffer mapped() {
    return null;
  }

  /** Where an offset lies in {@link #mapped}. */
  int index(long offset) {
    throw new UnsupportedOperationException();
  }

  static MPIException outside(long first, long end, long size) {
    return new MPIException(
        ErrorClass.DISP,
        "the bytes from "
            + first
            + " to "
            + (end - 1)
            + " are not inside the window, which has "
            + size);
  }
}
