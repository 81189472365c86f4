package io.crossmem.internal.collective;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Finds the members of the new communicators after a split. Each rank has two words in a table that
 * all ranks get: its color and key, and a number for a communicator. A new communicator gets the
 * number of its first member, so the ranks need not agree on one.
 */
public final class CommSplit {
  private final long[] table;

  public CommSplit(int size) {
    table = new long[2 * size];
  }

  /** An array with this rank's words and zeros elsewhere; the table is the OR of all arrays. */
  public long[] words(int rank, int color, int key, int number) {
    table[2 * rank] = (long) color << Integer.SIZE | Integer.toUnsignedLong(key);
    table[2 * rank + 1] = number;
    return table;
  }

  private int color(int rank) {
    return (int) (table[2 * rank] >> Integer.SIZE);
  }

  private int key(int rank) {
    return (int) table[2 * rank];
  }

  public int number(int rank) {
    return (int) table[2 * rank + 1];
  }

  /** The ranks with a color, ordered by key, then by rank. */
  public int[] members(int color) {
    Integer[] found = new Integer[table.length / 2];
    int count = 0;
    for (int rank = 0; rank < found.length; rank++) {
      if (color(rank) == color) {
        found[count++] = rank;
      }
    }
    Arrays.sort(found, 0, count, Comparator.comparingInt(this::key)); // a stable sort
    int[] members = new int[count];
    Arrays.setAll(members, i -> found[i]);
    return members;
  }
}
