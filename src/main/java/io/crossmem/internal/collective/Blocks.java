package io.crossmem.internal.collective;

/**
 * Which part of some data belongs to each rank, in bytes. It is filled again for each operation.
 * The caller that fills it has checked that the parts lie inside the data.
 */
public final class Blocks {
  private final long[] starts;
  private final long[] lengths;

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

  long longest() {
    long longest = 0;
    for (long length : lengths) {
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /** Parts of one length, one after another. */
  public Blocks even(long each) {
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = i * each;
      lengths[i] = each;
    }
    return this;
  }

  /** Parts as the user says, in elements of {@code unit} bytes. */
  public Blocks listed(int[] counts, int[] offsets, int unit) {
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = (long) offsets[i] * unit;
      lengths[i] = (long) counts[i] * unit;
    }
    return this;
  }

  /** Parts one after another, as long as the user says, in elements of {@code unit} bytes. */
  public Blocks consecutive(int[] counts, int unit) {
    long start = 0;
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = start;
      lengths[i] = (long) counts[i] * unit;
      start += lengths[i];
    }
    return this;
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
