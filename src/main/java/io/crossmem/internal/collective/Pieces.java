package io.crossmem.internal.collective;

/**
 * The pieces in which long data is broadcast. The length of the first depends on the number of the
 * others. So if ranks pass data of different lengths, a piece has another length than expected,
 * which is reported; a rank that waits for one piece more than are sent would wait for ever. Only
 * data of one piece that is as long as the first of several is not recognized.
 */
final class Pieces {
  private static final int LONGEST = Units.PIECE;
  private static final int STEP = 64; // bytes: all pieces begin at a cache line if the data does
  private static final int MOST_STEPS = 2048; // with data of more than 512 MiB

  private Pieces() {}

  /**
   * Returns the length of the next piece.
   *
   * @param bytes of all data
   * @param done bytes of the pieces before
   */
  static long next(long bytes, long done) {
    return done == 0 ? first(bytes) : Math.min(LONGEST, bytes - done);
  }

  private static long first(long bytes) {
    if (bytes <= LONGEST) {
      return bytes;
    }
    long others = (bytes - STEP - 1) / (LONGEST - STEP);
    return LONGEST - STEP * Math.min(others, MOST_STEPS);
  }
}
