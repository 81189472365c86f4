package io.crossmem.message;

import java.nio.ByteBuffer;

/** The operator of {@link Op#onBuffers}, which combines many elements at a time. */
@FunctionalInterface
public interface BufferOperator {
  /**
   * Writes {@code left[i] op right[i]} to {@code result[i]}. The buffers are direct, in native byte
   * order, and have the same length: a whole number of elements, from position 0 to the limit. They
   * are valid only during the call. The result may be the memory of the left or the right operand,
   * at the same position; so read element {@code i} of both operands before writing it to the
   * result.
   *
   * @param type the type of the data
   * @param left elements of lower ranks
   * @param right elements of higher ranks
   * @param result receives the results
   */
  void apply(DataType type, ByteBuffer left, ByteBuffer right, ByteBuffer result);
}
