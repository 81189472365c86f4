package io.crossmem.internal.data;

/** What a reduction does with the elements of two payloads. It may be the user's code. */
public interface Combiner {
  /**
   * {@code result[i] = left[i] op right[i]}. The result may be in the place of the left or the
   * right, or apart from both. No address needs to be aligned. It may throw anything.
   */
  void combine(ElementType type, long result, long left, long right, int count);

  /** Whether it runs code of the user's, which must not call the communicator. */
  boolean isUserCode();
}
