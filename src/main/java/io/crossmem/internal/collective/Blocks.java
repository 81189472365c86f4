package io.crossmem.internal.collective;

/**
 * The part of some data that belongs to each rank, in bytes. Reused for each operation. The caller
 * has checked that the parts are inside the data.
 */
public final class Blocks {
  private final long[] starts;
  private final long[] lengths;
  private boolean even;

  public Blocks(int ranks) {
    starts = new long[ranks];
    lengths = new long[ranks];
  }

  public long start(int rank) {
    return starts[rank];
  }

  public long length(int rank) {
    return lengths[rank];
  }

  /** Whether all have the length that each rank knows. */
  boolean isEven() {
    return even;
  }

  long total() {
    long total = 0;
    for (long length : lengths) {
      total += length;
    }
    return total;
  }

  long longest() {
    long longest = 0;
    for (long length : lengths) {
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /** Sets consecutive parts of the same length. */
  public Blocks even(long each) {
    even = true;
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = i * each;
      lengths[i] = each;
    }
    return this;
  }

  /** Sets the user's parts, in elements of {@code unit} bytes. */
  public Blocks listed(int[] counts, int[] offsets, int unit) {
    even = false;
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = (long) offsets[i] * unit;
      lengths[i] = (long) counts[i] * unit;
    }
    return this;
  }

  /** Sets consecutive parts with the user's lengths, in elements of {@code unit} bytes. */
  public Blocks consecutive(int[] counts, int unit) {
    even = false;
    long start = 0;
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = start;
      lengths[i] = (long) counts[i] * unit;
      start += lengths[i];
    }
    return this;
  }

  /** Sets consecutive parts with the lengths of others. */
  Blocks pack(Blocks whole) {
    even = false;
    long start = 0;
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = start;
      lengths[i] = whole.lengths[i];
      start += lengths[i];
    }
    return this;
  }

  /** Sets the part of one rank. */
  void set(int rank, long start, long length) {
    even = false;
    starts[rank] = start;
    lengths[rank] = length;
  }

  /** Splits a range into one part for each rank, with lengths as equal as possible. */
  void split(long from, long bytes, int unit) {
    long elements = bytes / unit;
    long each = (elements + lengths.length - 1) / lengths.length * unit;
    for (int i = 0; i < lengths.length; i++) {
      long start = Math.min(i * each, bytes);
      starts[i] = from + start;
      lengths[i] = Math.min(each, bytes - start);
    }
  }

  /** Sets the same piece of each part of {@code whole}, limited to the end of the part. */
  void piece(Blocks whole, long from, long bytes) {
    for (int i = 0; i < lengths.length; i++) {
      long start = Math.min(from, whole.lengths[i]);
      starts[i] = whole.starts[i] + start;
      lengths[i] = Math.min(bytes, whole.lengths[i] - start);
    }
  }
}
