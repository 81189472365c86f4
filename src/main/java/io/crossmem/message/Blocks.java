package io.crossmem.message;

import java.util.Arrays;
import java.util.Objects;

/** Which part of some data belongs to each rank, in bytes. Filled anew for each operation. */
final class Blocks {
  private final long[] starts;
  private final long[] lengths;

  Blocks(int ranks) {
    starts = new long[ranks];
    lengths = new long[ranks];
  }

  long start(int rank) {
    return starts[rank];
  }

  long length(int rank) {
    return lengths[rank];
  }

  long longest() {
    long longest = 0;
    for (long length : lengths) {
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /** Parts of one length, one after another, that must be all of the data. */
  Blocks even(Data data, String name, long each) {
    long all = each * lengths.length;
    if (data.bytes() != all) {
      throw new IllegalArgumentException(
          "%s has %d bytes, but %d ranks with %d bytes each need %d"
              .formatted(name, data.bytes(), lengths.length, each, all));
    }
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = i * each;
      lengths[i] = each;
    }
    return this;
  }

  /** Parts as the user says, in elements. */
  Blocks listed(Data data, String name, int[] counts, int[] offsets) {
    requireOnePerRank(counts, "counts of " + name);
    requireOnePerRank(offsets, "offsets of " + name);
    int size = data.type().bytes();
    for (int i = 0; i < lengths.length; i++) {
      if (counts[i] < 0 || offsets[i] < 0 || (long) offsets[i] + counts[i] > data.count()) {
        throw new IllegalArgumentException(
            "the part of %s for rank %d has offset %d and count %d, but there are %d elements"
                .formatted(name, i, offsets[i], counts[i], data.count()));
      }
      starts[i] = (long) offsets[i] * size;
      lengths[i] = (long) counts[i] * size;
    }
    return this;
  }

  /**
   * Parts one after another, as long as the user says, in elements, that must be all of the data.
   */
  Blocks consecutive(Data data, String name, int[] counts) {
    requireOnePerRank(counts, "counts");
    long all = 0;
    for (int i = 0; i < lengths.length; i++) {
      if (counts[i] < 0) {
        throw new IllegalArgumentException("the count of rank " + i + " is negative: " + counts[i]);
      }
      starts[i] = all * data.type().bytes();
      lengths[i] = (long) counts[i] * data.type().bytes();
      all += counts[i];
    }
    if (all != data.count()) {
      throw new IllegalArgumentException(
          "%s has %d elements, but the counts add up to %d: %s"
              .formatted(name, data.count(), all, Arrays.toString(counts)));
    }
    return this;
  }

  private void requireOnePerRank(int[] numbers, String name) {
    if (Objects.requireNonNull(numbers, name).length != lengths.length) {
      throw new IllegalArgumentException(
          "%d %s, but %d ranks".formatted(numbers.length, name, lengths.length));
    }
  }

  /** Cuts a range in one part for each rank, of equal lengths as far as that goes. */
  void split(long from, long bytes, int unit) {
    long elements = bytes / unit;
    long each = (elements + lengths.length - 1) / lengths.length * unit;
    for (int i = 0; i < lengths.length; i++) {
      long start = Math.min(i * each, bytes);
      starts[i] = from + start;
      lengths[i] = Math.min(each, bytes - start);
    }
  }

  /** The same piece of each of other parts, as far as they go. */
  void piece(Blocks whole, long from, long bytes) {
    for (int i = 0; i < lengths.length; i++) {
      long start = Math.min(from, whole.lengths[i]);
      starts[i] = whole.starts[i] + start;
      lengths[i] = Math.min(bytes, whole.lengths[i] - start);
    }
  }
}
