package io.crossmem.internal.data;

/** The operation of a reduction on the elements of two payloads. It may be the user's code. */
public interface Combiner {
  /**
   * {@code result[i] = left[i] op right[i]}. The result may be the same memory as the left or the
   * right operand, or separate. Addresses need not be aligned. It may throw anything.
   */
  void combine(ElementType type, long result, long left, long right, int count);

  /** Whether it runs the user's code, which must not call the communicator. */
  boolean isUserCode();
}
