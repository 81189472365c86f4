package io.crossmem.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.MemoryRegion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How addresses are typed and shown. */
class PlaceTest {
  private final Place place =
      new Place(
          List.of(
              region(0x1000, 0, "/bin/tool"),
              region(0x2000, 0x1000, "/bin/tool"),
              region(0x3000, 0, "[heap]"),
              region(0x4000, 0, "[heap]"),
              region(0x5000, 0, ""),
              region(0x6000, 0x1000, "/lib/libstdc++.so.6 (deleted)"),
              region(0x7000, 0, "/lib/libstdc++.so.6 (deleted)"),
              region(0x8000, 0, "/lib/libstdc++.so.6 (deleted)"),
              region(0x9000, 0, "/one/data"),
              region(0xa000, 0, "/two/data"),
              region(0xb000, 0x2000, "/part/of"),
              region(0xc000, 0, "[anon:x]"),
              region(0xd000, 0, "[anon:x]"),
              region(0xe000, 0, "/a b/name+0x10"),
              region(0xf000, 0, "/lib/ld-2.so"),
              region(0x10000, 0, "/lib/a\033b"),
              region(0xffffffffff600000L, 0, "[top]")),
          new Place.Symbols() {
            @Override
            public List<Long> find(String name, MemoryRegion file) {
              return SYMBOLS.getOrDefault(file.path() + " " + name, List.of());
            }

            @Override
            public Optional<String> program() {
              return Optional.of("/bin/tool");
            }
          });

  private static final Map<String, List<Long>> SYMBOLS =
      Map.of(
          "/bin/tool counter", List.of(0x1010L),
          "/one/data counter", List.of(0x9010L),
          "/one/data only", List.of(0x9020L),
          "/one/data both", List.of(0x9030L),
          "/two/data both", List.of(0xa030L),
          "/lib/ld-2.so static", List.of(0xf010L, 0xf020L),
          "/lib/ld-2.so name+0x1", List.of(0xf030L));

  private static MemoryRegion region(long start, long offset, String path) {
    return new MemoryRegion(start, start + 0x1000, "rw-p", offset, "00:00", 0, path);
  }

  @ParameterizedTest
  @CsvSource({
    "0x10, 10",
    "0xffffffffffffffff, ffffffffffffffff",
    "0x10+0x5, 15",
    "0x10+16, 20",
    "tool, 1000",
    "tool+0x1234, 2234",
    "tool+10, 100a",
    "/bin/tool+0x1, 1001",
    "12, c",
    "7f12, 7f12",
    "DEADBEEF, deadbeef",
    "8000+a, 1f4a",
    "0x1010-0x10, 1000",
    "0x10-16, 0",
    "tool-1, fff",
    "tool+1a, 101a",
    "counter, 1010",
    "counter+0x8, 1018",
    "tool!counter-8, 1008",
    "/one/data!counter, 9010",
    "only, 9020",
    "ld-2.so!name+0x1, f030",
    "heap, 3000",
    "heap+0x1800, 4800",
    "heap-0x10, 2ff0",
    "ld-2.so, f000",
    "ld-2.so-2, effe",
    "[heap], 3000",
    "[heap]+0x1800, 4800",
    "libstdc++.so.6, 7000",
    "libstdc++.so.6+0x8, 7008",
    "/lib/libstdc++.so.6+0x8, 7008",
    "/two/data, a000",
    "name+0x10, e000",
    "name+0x10+0x1, e001",
    "[top]+0xfff, ffffffffff600fff"
  })
  void aTextMeansAnAddress(String text, String address) {
    assertEquals(Long.parseUnsignedLong(address, 16), place.resolve(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "0x",
        "0xg",
        "0x-1",
        "-0x1",
        "0x10000000000000000",
        "tool+",
        "tool+x",
        "tool+-1",
        "nothing",
        "tool-",
        "-1",
        "--1",
        "tool!nothing",
        "nothing!counter",
        "tool!",
        "+0x10",
        "[HEAP]"
      })
  void anInvalidPlaceIsRefusedWithTheNamesThatExist(String text) {
    BadInput e = assertThrows(BadInput.class, () -> place.resolve(text));
    assertTrue(e.getMessage().startsWith("expected an address such as"), e.getMessage());
    assertTrue(e.getMessage().contains("tool, "), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x10-0x11", "tool-0x2000", "0xffffffffffffffff+1", "[top]+0xa00000"})
  void anOffsetOutOfTheAddressSpaceIsRefused(String text) {
    BadInput e = assertThrows(BadInput.class, () -> place.resolve(text));
    assertTrue(e.getMessage().startsWith("expected an address between 0"), e.getMessage());
  }

  @Test
  void namesLikeTheOneTypedAreNamedFirst() {
    BadInput e = assertThrows(BadInput.class, () -> place.resolve("STDC+0x10"));
    assertTrue(e.getMessage().contains("there are libstdc++.so.6, tool"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data | /one/data, /two/data",
        "[anon:x] | 0xc000, 0xd000",
        "of | 0xb000",
        "both | /one/data!both, /two/data!both",
        "ld-2.so!static | 0xf010, 0xf020"
      })
  void anAmbiguousNameIsRefusedWithTheCandidates(String name, String candidates) {
    BadInput e = assertThrows(BadInput.class, () -> place.resolve(name + "+0x1"));
    assertTrue(e.getMessage().endsWith("it is at " + candidates), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "1000, tool",
    "2010, tool+0x1010",
    "4000, [heap]+0x1000",
    "5001, 0x5000+0x1",
    "6000, 0x6000",
    "8001, libstdc++.so.6+0x1001",
    "9001, /one/data+0x1",
    "b001, 0xb000+0x1",
    "10001, a\\033b+0x1",
    "d000, 0xd000",
    "e001, name+0x10+0x1",
    "ffffffffff600ff8, [top]+0xff8"
  })
  void aShownAddressCanBeTyped(String address, String shown) {
    long number = Long.parseUnsignedLong(address, 16);
    assertEquals(shown, place.describe(number));
    assertEquals(number, place.resolve(shown));
  }

  @Test
  void anUnmappedAddressIsShownAsSuch() {
    assertEquals("not mapped", place.describe(0));
    assertEquals("not mapped", place.describe(0x11000));
  }
}
