package io.crossmem.cli;

import java.util.HexFormat;

/** Bytes as hexadecimal digits: {@code 7f454c46}, {@code 0x7f454c46}, {@code "7f 45 4c 46"}. */
final class HexBytes {
  private HexBytes() {}

  /** Whether the text is hex digits for a whole number of bytes. */
  static boolean isHex(String text) {
    return digits(text).matches("(\\p{XDigit}{2})+");
  }

  /**
   * The bytes.
   *
   * @throws BadInput if {@link #isHex} is false
   */
  static byte[] parse(String text) {
    if (!isHex(text)) {
      throw new BadInput(
          "expected bytes as pairs of hex digits, such as 7f454c46, not '" + text + "'");
    }
    return HexFormat.of().parseHex(digits(text));
  }

  private static String digits(String text) {
    String joined = text.replaceAll("[ :]", "");
    return joined.startsWith("0x") ? joined.substring(2) : joined;
  }

  /** At most {@code most} bytes, separated by spaces. */
  static String format(byte[] bytes, int most) {
    String shown = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, most));
    return bytes.length > most ? shown + " ..." : shown;
  }
}
