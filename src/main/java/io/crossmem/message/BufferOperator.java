package io.crossmem.message;

import java.nio.ByteBuffer;

/** What an operation made by {@link Op#onBuffers} does with many elements at a time. */
@FunctionalInterface
public interface BufferOperator {
  /**
   * Puts {@code left[i] op right[i]} into {@code result[i]}. The buffers are direct, in the byte
   * order of the machine, and equally long: a whole number of elements, from position 0 to the
   * limit. They are valid during the call only. The result may lie in the memory of the left or the
   * right, at the same place: so element {@code i} of both must be read before that of the result
   * is written.
   *
   * @param type of the data that is reduced
   * @param left elements of lower ranks
   * @param right elements of higher ranks
   * @param result where to put the results
   */
  void apply(DataType type, ByteBuffer left, ByteBuffer right, ByteBuffer result);
}
