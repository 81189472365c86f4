package io.crossmem.internal.shm;

/**
 * How the sender copies a long payload into the data part of a ring. Which way is the fastest
 * depends on the processor, the size, and how far the two cores are from each other.
 *
 * <p>The receiver asks for one way for each size, since it knows how long both copies take. All of
 * these wishes are in one int, three bits for each size; 0 is no wish.
 */
public enum RingWrite {
  /** The JVM's copy between two buffers. */
  JVM,

  /** The string instructions of {@code native/copy.h}; a call costs about 30 ns. */
  STRING,

  /** The non-temporal stores of {@code native/copy.h}. */
  NON_TEMPORAL;

  /** Shorter payloads are always copied in the same way. */
  public static final int LEAST = 4096; // bytes

  /** Usually written by {@link #STRING}, which then gains more than the call costs. */
  static final int LEAST_STRING = 8 << 10; // bytes

  /** The number of sizes, which are powers of two from {@link #LEAST} on. */
  public static final int SIZES = 6;

  private static final int BITS = 3;
  private static final int MASK = (1 << BITS) - 1;
  private static final RingWrite[] ALL = values();

  /** The index of a size: 0 for {@link #LEAST} to twice that, and so on. */
  public static int size(int length) {
    int doubled = Integer.numberOfLeadingZeros(LEAST) - Integer.numberOfLeadingZeros(length);
    return Math.max(0, Math.min(SIZES - 1, doubled));
  }

  private static int shift(int size) {
    return BITS * size;
  }

  /** The way without a wish. */
  public static RingWrite usual(int length) {
    return length < LEAST_STRING ? JVM : STRING;
  }

  /** The way that the wishes contain for a length; the usual one if they contain none. */
  public static RingWrite asked(int wishes, int length) {
    RingWrite asked = of((wishes >>> shift(size(length)) & MASK) - 1);
    return asked == null ? usual(length) : asked;
  }

  /** The wishes with another one for a size. */
  @SuppressWarnings("EnumOrdinal") // both ranks have the same version
  public static int with(int wishes, int size, RingWrite asked) {
    int cleared = wishes & ~(MASK << shift(size));
    return cleared | (asked.ordinal() + 1) << shift(size);
  }

  /** The way with a number that another process wrote; null if there is none. */
  static RingWrite of(int number) {
    return number >= 0 && number < ALL.length ? ALL[number] : null;
  }
}
