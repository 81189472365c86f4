package io.crossmem.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** JSON conforms to RFC 8259, and is read back with the same values. */
class JsonTest {
  @Test
  void everyKindOfValueHasItsForm() {
    assertEquals("null", Json.of(null));
    assertEquals("true", Json.of(true));
    assertEquals("-9223372036854775808", Json.of(Long.MIN_VALUE));
    assertEquals("1.5", Json.of(1.5));
    assertEquals("null", Json.of(Double.NaN));
    assertEquals("null", Json.of(Double.NEGATIVE_INFINITY));
    assertEquals("[]", Json.of(List.of()));
    assertEquals("{}", Json.of(Map.of()));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", List.of(1, "b"));
    map.put("c", null);
    assertEquals("{\"a\":[1,\"b\"],\"c\":null}", Json.of(map));
    assertThrows(IllegalArgumentException.class, () -> Json.of(new Object()));
  }

  @Test
  void textIsEscaped() {
    assertEquals("\"a\\\"b\\\\c/\"", Json.of("a\"b\\c/"));
    assertEquals("\"\\u000a\\u0000\\u001b\\u007f\"", Json.of("\n\0\033\u007f"));
    assertEquals("\"ü😀\"", Json.of("ü😀"));
    assertEquals("\"\\ud83dx\\ude00\"", Json.of("\ud83dx\ude00"), "halves of a character");
  }

  @Test
  void everyCharacterIsReadBack() {
    List<Object> all = new ArrayList<>();
    for (int c = 0; c < 0x10000; c++) {
      all.add("<" + (char) c + ">");
    }
    assertEquals(all, JsonReader.read(Json.of(all)));
  }

  @Test
  void numbersComeBack() {
    List<Object> all = List.of(0.1, 1e300, -4.9e-324, 123456789.0);
    assertEquals(all, JsonReader.read(Json.of(all)));
  }
}
