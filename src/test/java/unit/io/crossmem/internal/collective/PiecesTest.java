package io.crossmem.internal.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PiecesTest {
  private static final int LONGEST = Units.PIECE;

  private static List<Long> pieces(long bytes) {
    List<Long> pieces = new ArrayList<>();
    long done = 0;
    do {
      long length = Pieces.next(bytes, done);
      assertTrue(length <= LONGEST, () -> bytes + " bytes have a piece of " + length);
      assertTrue(length > 0 || bytes == 0, () -> bytes + " bytes have an empty piece");
      pieces.add(length);
      done += length;
    } while (done < bytes);
    assertEquals(bytes, done);
    return pieces;
  }

  /** Lengths at which the number of pieces changes, and their neighbours. */
  private static NavigableSet<Long> lengths() {
    NavigableSet<Long> lengths = new TreeSet<>();
    for (int i = 1; i < 20; i++) {
      for (int away : new int[] {-1, 0, 1, 64 * i, -64 * i, 64 * i + 1, -64 * i + 1, 1000}) {
        lengths.add((long) i * LONGEST + away);
      }
    }
    return lengths;
  }

  @Test
  void dataOfNoMoreThanOnePieceIsNotCut() {
    assertEquals(List.of(0L), pieces(0));
    assertEquals(List.of(1L), pieces(1));
    assertEquals(List.of((long) LONGEST), pieces(LONGEST));
  }

  @Test
  void longDataIsCutCompletely() {
    lengths().forEach(PiecesTest::pieces);
    assertTrue(pieces(3L << 30).size() > 3 << 12);
  }

  /** Otherwise a rank would wait for a piece that nobody sends. */
  @Test
  void ofTwoLengthsNeitherHasThePiecesWithWhichTheOtherBegins() {
    NavigableSet<Long> lengths = lengths();
    for (long one : lengths.tailSet(LONGEST + 1L)) {
      for (long other : lengths.tailSet(one, false)) {
        List<Long> all = pieces(one);
        List<Long> more = pieces(other);
        int common = Math.min(all.size(), more.size());
        assertFalse(
            all.subList(0, common).equals(more.subList(0, common)), () -> one + ", " + other);
      }
    }
  }
}
