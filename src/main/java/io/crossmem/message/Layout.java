package io.crossmem.message;

import io.crossmem.internal.data.BlockLayout;
import java.util.Arrays;
import java.util.Objects;

/**
 * Which elements of a {@link Data} are in a message, as blocks of consecutive elements; like MPI's
 * derived datatypes. Offsets, lengths and strides are numbers of elements. Immutable.
 *
 * <pre>{@code
 * // the third column of a matrix of 100 rows and 50 columns
 * Data column = Data.of(matrix, 2, 100 * 50 - 2).with(Layout.vector(100, 1, 50));
 * }</pre>
 */
public final class Layout {
  private final BlockLayout blocks;

  private Layout(long[] offsets, long[] lengths) {
    blocks = new BlockLayout(offsets, lengths);
  }

  /**
   * The first elements.
   *
   * @param count number of elements
   * @return one block
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public static Layout contiguous(long count) {
    return new Layout(new long[1], new long[] {count});
  }

  /**
   * Blocks of the same length at the same distance from each other.
   *
   * @param count number of blocks
   * @param blockLength number of elements in each block
   * @param stride elements from the start of one block to that of the next
   * @return the blocks
   * @throws IllegalArgumentException if an argument is negative
   */
  public static Layout vector(int count, long blockLength, long stride) {
    if (count < 0) {
      throw new IllegalArgumentException("count is negative: " + count);
    }
    long[] offsets = new long[count];
    Arrays.setAll(offsets, i -> Math.multiplyExact(i, stride));
    long[] lengths = new long[count];
    Arrays.fill(lengths, blockLength);
    return new Layout(offsets, lengths);
  }

  /**
   * Blocks of any lengths in any order.
   *
   * @param offsets index of the first element of each block
   * @param lengths number of elements in each block
   * @return the blocks
   * @throws NullPointerException if an array is null
   * @throws IllegalArgumentException if a number is negative, or the arrays differ in length
   */
  public static Layout indexed(long[] offsets, long[] lengths) {
    Objects.requireNonNull(offsets, "offsets");
    Objects.requireNonNull(lengths, "lengths");
    if (offsets.length != lengths.length) {
      throw new IllegalArgumentException(
          offsets.length + " offsets, but " + lengths.length + " lengths");
    }
    return new Layout(offsets.clone(), lengths.clone());
  }

  /**
   * Number of elements in all blocks.
   *
   * @return elements
   */
  public long count() {
    return blocks.count();
  }

  /** For example {@code Layout[100 elements in 50 blocks]}. */
  @Override
  public String toString() {
    return "Layout[" + count() + " elements in " + blocks.blocks() + " blocks]";
  }

  BlockLayout blocks() {
    return blocks;
  }
}
