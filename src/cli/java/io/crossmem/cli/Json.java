package io.crossmem.cli;

import java.util.Locale;
import java.util.Map;

/** Writes maps, lists, strings, numbers, booleans and null as JSON (RFC 8259). */
final class Json {
  private final StringBuilder out = new StringBuilder();

  private Json() {}

  /**
   * The JSON for a value, in one line.
   *
   * @throws IllegalArgumentException for a type that is not supported
   */
  static String of(Object value) {
    Json json = new Json();
    json.add(value);
    return json.out.toString();
  }

  private void add(Object value) {
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number number) {
      add(number);
    } else if (value instanceof CharSequence text) {
      add(text);
    } else if (value instanceof Map<?, ?> map) {
      add(map);
    } else if (value instanceof Iterable<?> list) {
      add(list);
    } else {
      throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private void add(Number number) {
    // JSON has no NaN and no infinity.
    out.append(Double.isFinite(number.doubleValue()) ? number.toString() : "null");
  }

  private void add(Map<?, ?> map) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      add((CharSequence) entry.getKey());
      out.append(':');
      add(entry.getValue());
      separator = ",";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private void add(Iterable<?> list) {
    out.append('[');
    String separator = "";
    for (Object element : list) {
      out.append(separator);
      add(element);
      separator = ",";
    }
    out.append(']');
  }

  private void add(CharSequence text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f || isLoneSurrogate(text, i)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Half of a surrogate pair, which UTF-8 cannot encode. */
  private static boolean isLoneSurrogate(CharSequence text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
