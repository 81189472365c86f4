package io.crossmem.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.MemoryRegion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Numbers, lengths and patterns as they are typed; sizes as they are shown; smaps. */
class InputTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "4096, 4096",
    "0x1000, 4096",
    "4K, 4096",
    "4k, 4096",
    "0x10M, 16777216",
    "2G, 2147483648",
    "3T, 3298534883328",
    "9223372036854775807, 9223372036854775807",
    "8388607T, 9223370937343148032"
  })
  void lengths(String text, long bytes) {
    assertEquals(bytes, new LengthConverter().convert(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0x",
        "K",
        "-1",
        "+1",
        "1.5K",
        "4KB",
        "8388608T",
        "9223372036854775808",
        "0xffffffffffffffff",
        "x"
      })
  void noLengths(String text) {
    assertThrows(TypeConversionException.class, () -> new LengthConverter().convert(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1536, 1.5 KiB",
    "204800, 200 KiB",
    "1048576, 1 MiB",
    "9223372036854775807, 8388608 TiB"
  })
  void sizes(long bytes, String shown) {
    assertEquals(shown, Numbers.size(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2147483648", "x", "", "99999999999999999999"})
  void noPids(String text) {
    TypeConversionException e =
        assertThrows(TypeConversionException.class, () -> new PidConverter().convert(text));
    assertTrue(e.getMessage().contains("between 1 and 2147483647"), e.getMessage());
  }

  private static String little(String pattern) {
    return HexFormat.of().formatHex(SearchPattern.parse(pattern, false).bytes());
  }

  @Test
  void patterns() {
    assertEquals(ByteOrder.LITTLE_ENDIAN, ByteOrder.nativeOrder(), "or turn these around");
    assertEquals("7f454c46", little("7f454c46"));
    assertEquals("7f454c46", little("0x7F454c46"));
    assertEquals("7f454c46", little("7f 45 4c 46"));
    assertEquals("cafe", little("cafe"));
    assertEquals("cafe", little("hex:cafe"));
    assertEquals("63616665", little("string:cafe"));
    assertEquals("636166", little("caf"), "an odd number of digits is text");
    assertEquals("613a62", little("a:b"), "no known type");
    assertEquals("c3bc", little("ü"));
    assertEquals("6900", little("utf16:i"));
    assertEquals("3dd800de", little("utf16:\ud83d\ude00"));
    assertEquals("2a000000", little("i32:42"));
    assertEquals("ffffffff", little("i32:-1"));
    assertEquals("ffffffff", little("u32:4294967295"));
    assertEquals("ffffffff", little("i32:0xffffffff"));
    assertEquals("80", little("i8:-128"));
    assertEquals("ffff", little("u16:65535"));
    assertEquals("ffffffffffffffff", little("u64:18446744073709551615"));
    assertEquals("0000803f", little("f32:1"));
    assertEquals("000000000000f8bf", little("f64:-1.5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hex:",
        "hex:abc",
        "0xabc",
        "0x",
        "hex:zz",
        "i32:",
        "i32:x",
        "i32:2147483648",
        "u32:-1",
        "i8:-129",
        "u8:256",
        "u64:0x10000000000000000",
        "i64:9223372036854775808",
        "f64:x",
        "i99:1",
        "u128:1",
        "f16:1",
        "string:",
        "utf16:",
        "i32:1.5"
      })
  void noPatterns(String text) {
    BadInput e = assertThrows(BadInput.class, () -> SearchPattern.parse(text, false));
    assertTrue(e.getMessage().contains("expected "), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "aB1-, 416231 2d",
    "utf16:a, 4100",
    "ü, c39c",
    "ß, c39f",
    "ÿ, c3bf",
    "string:7F, 3766",
  })
  void theOtherCaseOfAPattern(String pattern, String other) {
    assertEquals(
        other.replace(" ", ""),
        HexFormat.of().formatHex(SearchPattern.parse(pattern, true).otherCase()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cafe", "hex:41", "i32:5"})
  void onlyTextHasCase(String pattern) {
    BadInput e = assertThrows(BadInput.class, () -> SearchPattern.parse(pattern, true));
    assertTrue(e.getMessage().startsWith("expected text for --ignore-case"), e.getMessage());
  }

  @Test
  void valuesOfEveryType() {
    byte[] bytes = HexFormat.of().parseHex("ffffffffffffffff");
    for (ValueType type : ValueType.values()) {
      if (type.size > 0) {
        String expected =
            switch (type) {
              case U8 -> "255";
              case U16 -> "65535";
              case U32 -> "4294967295";
              case U64 -> "18446744073709551615";
              case F32, F64 -> "NaN";
              default -> "-1";
            };
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        assertEquals(expected, type.format(buffer));
        assertEquals(type.size, buffer.position());
      }
    }
  }

  @Test
  void hexDumpsAreLikeThoseOfXxd() throws Exception {
    StringBuilder out = new StringBuilder();
    byte[] bytes = new byte[18];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 17);
    }
    new HexDump(out, 0x1011).print(0x1000, ByteBuffer.wrap(bytes));
    assertEquals(
        """
        00001000: 0011 2233 4455 6677 8899 aabb ccdd eeff  .."3DUfw........
        00001010: 1021                                     .!
        """,
        out.toString());
    out.setLength(0);
    new HexDump(out, 0xffffffffff600000L).print(0xffffffffff600000L, ByteBuffer.wrap(bytes, 1, 1));
    assertEquals("ffffffffff600000: 11                                       .\n", out.toString());
  }

  @Test
  void hugePagesOfEveryKindAreAddedUp() {
    Smaps smaps =
        Smaps.parse(
            """
            1000-2000 rw-p 00000000 00:00 0    /a b: c\rRss: 4 kB
            Size:                  4 kB
            Rss:                   8 kB
            AnonHugePages:        16 kB
            ShmemPmdMapped:       32 kB
            FilePmdMapped:        64 kB
            Shared_Hugetlb:      128 kB
            Private_Hugetlb:     256 kB
            VmFlags: rd wr mr mw me ac
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]
            Rss:                   4 kB
            """);
    assertEquals(new Smaps.Usage(392 << 10, 496 << 10), smaps.of(at(0x1000)));
    assertEquals(new Smaps.Usage(4 << 10, 0), smaps.of(at(0xffffffffff600000L)));
    assertEquals(Smaps.Usage.NONE, smaps.of(at(0x5000)));
  }

  private static MemoryRegion at(long start) {
    return new MemoryRegion(start, start + 0x1000, "rw-p", 0, "00:00", 0, "");
  }

  @Test
  void namesAreShownWithoutControlAndFormattingCharacters() {
    assertEquals("a b/ü€😀\\", Printable.of("a b/ü€😀\\"));
    assertEquals("\\033[31m\\015\\177", Printable.of("\033[31m\r\177"));
    assertEquals("\\u0085\\u202e\\ud800\\u2028", Printable.of("\u0085\u202e\ud800\u2028"));
  }

  @Test
  void bytesAreShownUpToSoMany() {
    assertEquals("01 02", HexBytes.format(new byte[] {1, 2}, 2));
    assertEquals("01 ...", HexBytes.format(new byte[] {1, 2}, 1));
    assertArrayEquals(new byte[] {1, 2}, HexBytes.parse("01:02"));
    assertThrows(BadInput.class, () -> HexBytes.parse(""));
  }
}
