package io.crossmem.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a slot in a vectored transfer. Pieces are not in the order of memory, so that they do
 * not add up to one plain transfer.
 *
 * @param offset from the slot's first byte
 */
record Cut(int offset, int length) {
  private static final int MAX_TILES = 512; // two pieces each: the limit of 1024 of one system call

  /**
   * Tiles of about a page or more, the last one first, each in two pieces.
   *
   * @param part the size of the first piece is 1/part of a tile
   */
  static List<Cut> of(int size, int part) {
    int tiles = Math.max(1, Math.min(size / Layout.PAGE, MAX_TILES));
    List<Cut> cuts = new ArrayList<>();
    for (int tile = tiles - 1; tile >= 0; tile--) {
      int start = (int) ((long) size * tile / tiles);
      int end = (int) ((long) size * (tile + 1) / tiles);
      int middle = start + (end - start) / part;
      if (middle > start) {
        cuts.add(new Cut(start, middle - start));
      }
      cuts.add(new Cut(middle, end - middle));
    }
    return cuts;
  }
}
