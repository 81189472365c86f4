package io.crossmem.cli;

import java.util.Locale;
import java.util.OptionalLong;

/** Parses and formats numbers for people. */
final class Numbers {
  private static final String UNITS = "KMGT";

  private Numbers() {}

  /** Decimal or {@code 0x...}, the latter unsigned and up to 64 bits. Empty for anything else. */
  static OptionalLong parse(String text) {
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    String digits = hex ? text.substring(2) : text;
    if (digits.isEmpty() || Character.digit(digits.charAt(0), hex ? 16 : 10) < 0) {
      return OptionalLong.empty(); // parseLong would accept a sign
    }
    try {
      return OptionalLong.of(hex ? Long.parseUnsignedLong(digits, 16) : Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Like {@link #parse}; also hex digits without 0x if at least one is a letter. */
  static OptionalLong parseAddress(String text) {
    boolean bareHex = text.matches("\\p{XDigit}*[a-fA-F]\\p{XDigit}*");
    return parse(bareHex ? "0x" + text : text);
  }

  /** Like {@link #parse}, with a suffix K, M, G or T (powers of 1024); empty above 2^63-1. */
  static OptionalLong parseLength(String text) {
    int last = text.length() - 1;
    int unit = text.isEmpty() ? -1 : UNITS.indexOf(Character.toUpperCase(text.charAt(last)));
    OptionalLong number = parse(unit < 0 ? text : text.substring(0, last));
    int shift = 10 * (unit + 1);
    return number.isPresent() && number.getAsLong() >>> (63 - shift) == 0
        ? OptionalLong.of(number.getAsLong() << shift)
        : OptionalLong.empty();
  }

  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  /** For example 4 KiB or 1.5 GiB. */
  static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = Math.min((63 - Long.numberOfLeadingZeros(bytes)) / 10, UNITS.length());
    double value = bytes / (double) (1L << (10 * unit));
    String digits =
        String.format(Locale.ROOT, value < 100 && value % 1 != 0 ? "%.1f" : "%.0f", value);
    return digits + " " + UNITS.charAt(unit - 1) + "iB";
  }

  /** In GB/s; 1 GB is 10^9 bytes. */
  static String rate(long bytes, double seconds) {
    return String.format(Locale.ROOT, "%.2f GB/s", bytes / Math.max(seconds, 1e-9) / 1e9);
  }
}
