package io.crossmem.internal.collective;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Who belongs together after a split. Each rank has two words in a table that all get: its color
 * and key, and a number for a communicator. The first member's number is that of the new one, so no
 * number has to be agreed on.
 */
public final class CommSplit {
  private final long[] table;

  public CommSplit(int size) {
    table = new long[2 * size];
  }

  /** In which this rank's words are, and zeros; the table is the OR of all. */
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

  /** The ranks of a color, by their keys, and where those are equal by their ranks. */
  public int[] members(int color) {
    Integer[] found = new Integer[table.length / 2];
    int count = 0;
    for (int rank = 0; rank < found.length; rank++) {
      if (color(rank) == color) {
        found[count++] = rank;
      }
    }
    Arrays.sort(found, 0, count, Comparator.comparingInt(this::key)); // which keeps equal ones
    int[] members = new int[count];
    Arrays.setAll(members, i -> found[i]);
    return members;
  }
}
