package io.crossmem.internal.data;

/** The operation of a reduction on the elements of two payloads. It may be the user's code. */
public interface Combiner {
  /** The largest unit; temporary memory is at least this large. */
  int MOST_UNIT_BYTES = 64 << 10;

  /**
   * {@code result[i] = left[i] op right[i]}. The result may be the same memory as the left or the
   * right operand, or separate. Addresses need not be aligned. It may throw anything.
   */
  void combine(ElementType type, long result, long left, long right, int count);

  /**
   * The size in bytes of the groups that must not be split, counted from the start of the data: the
   * operation gets a whole number of them. A multiple of the type's size, and at most {@link
   * #MOST_UNIT_BYTES}.
   */
  default int unit(ElementType type) {
    return type.bytes();
  }

  /** Whether it runs the user's code, which must not call the communicator. */
  boolean isUserCode();
}
