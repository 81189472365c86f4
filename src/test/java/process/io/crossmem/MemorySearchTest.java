package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds bytes exactly where they were written. */
class MemorySearchTest extends WithForeign {
  private static final int PAGE = Foreign.PAGE;
  private static final int PIECE = 256 << 10;
  private static final int HUGE = 4 << 20;

  private static MemoryRegion region(long start, long length) {
    return new MemoryRegion(start, start + length, "rw-p", 0, "00:00", 0, "");
  }

  private void put(long address, byte[] bytes) throws Exception {
    process.writeFully(address, ByteBuffer.wrap(bytes));
  }

  private List<Long> find(MemoryRegion region, byte[] pattern) throws Exception {
    List<Long> found = new ArrayList<>();
    assertEquals(region.length(), process.find(region, pattern, found::add));
    return found;
  }

  private static List<Long> placesIn(byte[] bytes, byte[] pattern, long base) {
    List<Long> places = new ArrayList<>();
    for (int i = 0; i + pattern.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) {
        places.add(base + i);
      }
    }
    return places;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9, 16, 100, 5000})
  void aPatternIsFoundAtEveryPlaceAroundTheEndsOfPieces(int length) throws Exception {
    long huge = foreign.value("huge");
    byte[] pattern = new byte[length];
    new Random(length).nextBytes(pattern);
    for (int place :
        new int[] {
          0,
          PIECE - length,
          PIECE - length + 1,
          PIECE - 1,
          PIECE,
          PIECE + 1,
          3 * PIECE - length / 2,
          HUGE - length
        }) {
      put(huge, new byte[HUGE]);
      put(huge + place, pattern);
      List<Long> found = find(region(huge, HUGE), pattern);
      assertEquals(length == 1 && pattern[0] == 0 ? HUGE : 1, found.size(), "at " + place);
      assertTrue(found.contains(huge + place));
    }
  }

  @Test
  void aPatternThatIsCutOffByTheEndOfTheRegionIsNotFound() throws Exception {
    long end = foreign.value("end") + PAGE;
    put(end - 5, "needl".getBytes(UTF_8));
    MemoryRegion page = region(end - PAGE, PAGE);
    assertEquals(List.of(end - 5), find(page, "needl".getBytes(UTF_8)));
    assertEquals(List.of(), find(page, "needle".getBytes(UTF_8)));
    put(end - PAGE, "needle".getBytes(UTF_8));
    assertEquals(List.of(end - PAGE), find(page, "needle".getBytes(UTF_8)));
    assertEquals(List.of(), find(region(end - PAGE, 5), "needle".getBytes(UTF_8)));
    assertEquals(List.of(), find(region(end - PAGE + 1, 20), "needle".getBytes(UTF_8)));
    assertEquals(List.of(), find(region(end - PAGE, 0), "n".getBytes(UTF_8)));
  }

  @Test
  void placesMayOverlap() throws Exception {
    long huge = foreign.value("huge");
    put(huge, new byte[HUGE]);
    put(huge + PIECE - 3, "aaaaaa".getBytes(UTF_8));
    List<Long> expected = new ArrayList<>();
    for (int i = -3; i <= 1; i++) {
      expected.add(huge + PIECE + i);
    }
    assertEquals(expected, find(region(huge, HUGE), "aa".getBytes(UTF_8)));
    assertEquals(
        HUGE - 6 - 2 * 7, find(region(huge, HUGE), new byte[8]).size(), "almost everywhere");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8, 13})
  void theResultsEqualThoseOfASlowSearch(int length) throws Exception {
    Random random = new Random(length);
    byte[] bytes = new byte[2 * PIECE + 77];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(10) == 0 ? 0x80 : random.nextInt(2)); // many near misses
    }
    byte[] pattern = Arrays.copyOfRange(bytes, PIECE - length / 2, PIECE - length / 2 + length);
    long start = foreign.value("huge") + 3;
    put(start, bytes);
    assertEquals(placesIn(bytes, pattern, start), find(region(start, bytes.length), pattern));
  }

  @Test
  void holesAreSkippedAndCounted() throws Exception {
    long arena = foreign.value("arena"); // every fourth page cannot be read
    long length = (long) Foreign.ARENA_PAGES * PAGE;
    byte[] pattern = "needle".getBytes(UTF_8);
    put(arena + 3 * PAGE - 6, pattern); // ends where a hole begins
    put(arena + 4 * PAGE, pattern); // begins where it ends
    put(arena + 7 * PAGE - 3, "nee".getBytes(UTF_8)); // before and behind a hole is not one place
    put(arena + 8 * PAGE, "dle".getBytes(UTF_8));
    List<Long> found = new ArrayList<>();
    long looked = process.find(region(arena, length), pattern, found::add);
    assertEquals(List.of(arena + 3 * PAGE - 6, arena + 4 * PAGE), found);
    assertEquals(length / 4 * 3, looked);
    assertEquals(0, process.find(region(foreign.value("none"), PAGE), pattern, found::add));
    assertEquals(
        PAGE + 100,
        process.find(
            region(foreign.value("hole") + PAGE - 100, 2 * PAGE + 100), pattern, found::add));
  }

  @Test
  void aRegionThatVanishesWhileItIsSearchedIsSkipped() throws Exception {
    long huge = foreign.value("huge");
    put(huge, new byte[HUGE]);
    byte[] pattern = "needle".getBytes(UTF_8);
    put(huge + 100, pattern);
    put(huge + 2 * PIECE, pattern);
    put(huge + HUGE - 100, pattern);
    List<Long> found = new ArrayList<>();
    long looked =
        process.find(
            region(huge, HUGE),
            pattern,
            place -> {
              if (found.isEmpty()) { // unmaps all but the first piece and the last page
                foreign.ask("unmap", huge + PIECE, HUGE - PIECE - PAGE);
              }
              found.add(place);
            });
    assertEquals(List.of(huge + 100, huge + HUGE - 100), found);
    // The first piece is read with the few bytes more that a place at its end would take.
    assertEquals(PIECE + pattern.length - 1 + PAGE, looked);
  }

  @Test
  void aProcessThatEndsWhileItIsSearchedIsAnError() throws Exception {
    long huge = foreign.value("huge");
    byte[] pattern = {Foreign.laid(0)};
    ProcessMemoryException e =
        assertThrows(
            ProcessMemoryException.class,
            () -> process.find(region(huge, HUGE), pattern, place -> foreign.kill()));
    assertEquals(Errno.ESRCH, e.errno());
  }

  @Test
  void a32BitProcessIsSearchedForItsPointers() throws Exception {
    try (Foreign narrow = Foreign.start(32);
        ProcessMemory other = ProcessMemory.open(narrow.pid())) {
      long rw = narrow.value("rw");
      ByteBuffer pointer = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
      pointer.putInt(0, (int) narrow.value("low"));
      other.writeFully(rw + 4 * 33, pointer.duplicate());
      List<Long> found = new ArrayList<>();
      other.find(region(rw, 16 * PAGE), pointer.array(), found::add);
      assertEquals(List.of(rw + 4 * 33), found);
      assertEquals(narrow.value("low"), other.readPointer(found.get(0)));
    }
  }

  @Test
  void aStringOfAnInterpreterIsFoundAtItsAddress() throws Exception {
    Requires.file("/usr/bin/perl", "apt-get install perl");
    String script =
        "my $text = join('-', 'put', 'here', 'by', 'perl');" // so that the script itself has it not
            + "$| = 1;"
            + "printf(\"pid 0x%x\\ntext 0x%x\\nready\\n\", $$, unpack('J', pack('p', $text)));"
            + "<STDIN>;";
    try (Foreign perl = Foreign.start("/usr/bin/perl", "-e", script);
        ProcessMemory memory = ProcessMemory.open(perl.pid())) {
      assertEquals("put-here-by-perl", memory.readCString(perl.value("text"), 100));
      List<Long> found = new ArrayList<>();
      for (MemoryRegion region : memory.regions()) {
        if (region.isReadable()) {
          memory.find(region, "put-here-by-perl".getBytes(UTF_8), found::add);
        }
      }
      assertTrue(found.contains(perl.value("text")), found.toString());
    }
  }

  @Test
  void anEmptyPatternIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> process.find(region(foreign.value("rw"), PAGE), new byte[0], place -> {}));
    assertThrows(NullPointerException.class, () -> process.find(null, new byte[1], place -> {}));
    process.close();
    assertThrows(
        IllegalStateException.class,
        () -> process.find(region(foreign.value("rw"), PAGE), new byte[1], place -> {}));
  }
}
