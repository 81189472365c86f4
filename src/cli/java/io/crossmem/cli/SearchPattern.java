package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Locale;

/**
 * A byte pattern to search for.
 *
 * @param bytes at least one
 * @param otherCase the alternative for each byte: the same byte, or the other case of a letter
 * @param meaning how the typed text was interpreted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SearchPattern(byte[] bytes, byte[] otherCase, String meaning) {

  /**
   * Reads {@code 7f454c46}, {@code text}, {@code string:text}, {@code i32:42} and the like.
   *
   * @throws BadInput for invalid input, and for {@code ignoreCase} if the pattern is not text
   */
  static SearchPattern parse(String text, boolean ignoreCase) {
    if (text.isEmpty()) {
      throw new BadInput("expected a pattern: 7f454c46, some text, string:cafe, i32:42");
    }
    TypedBytes typed =
        TypedBytes.parse(text)
            .orElseGet(
                () ->
                    (!text.contains(":") && HexBytes.isHex(text)) || text.startsWith("0x")
                        ? TypedBytes.hex(text)
                        : TypedBytes.text(text, UTF_8));
    byte[] bytes = typed.bytes();
    if (!ignoreCase) {
      return new SearchPattern(bytes, bytes, typed.meaning());
    }
    byte[] otherCase =
        typed
            .text()
            .map(SearchPattern::otherCase)
            .orElseThrow(
                () -> new BadInput("expected text for --ignore-case, not " + typed.meaning()));
    return new SearchPattern(bytes, otherCase, typed.meaning() + " in any case");
  }

  /** Only cases that differ in exactly one byte count: a and A, but not ß and SS. */
  private static byte[] otherCase(TypedBytes.Text text) {
    byte[] other = text.characters().getBytes(text.charset());
    int at = 0;
    for (int codePoint : text.characters().codePoints().toArray()) {
      String character = Character.toString(codePoint);
      byte[] typed = character.getBytes(text.charset());
      for (String form :
          new String[] {character.toLowerCase(Locale.ROOT), character.toUpperCase(Locale.ROOT)}) {
        byte[] bytes = form.getBytes(text.charset());
        int differs = Arrays.mismatch(typed, bytes);
        boolean inOneByte =
            bytes.length == typed.length
                && differs >= 0
                && Arrays.equals(
                    typed, differs + 1, typed.length, bytes, differs + 1, bytes.length);
        if (inOneByte) {
          other[at + differs] = bytes[differs];
        }
      }
      at += typed.length;
    }
    return other;
  }
}
