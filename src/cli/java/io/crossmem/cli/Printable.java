package io.crossmem.cli;

import java.util.Locale;

/** Makes names from other processes, which may contain any characters, safe for a terminal. */
final class Printable {
  private Printable() {}

  /**
   * Replaces control and formatting characters by {@code \033}, like the kernel for a line break in
   * a name, or {@code \u202e}.
   */
  static String of(String text) {
    if (text.codePoints().noneMatch(Printable::isHidden)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (!isHidden(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(String.format(Locale.ROOT, c < 0x80 ? "\\%03o" : "\\u%04x", c));
              }
            });
    return shown.toString();
  }

  private static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
