package io.crossmem.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as strictly as RFC 8259 has it, to judge what {@link Json} wrote; numbers are doubles.
 */
public final class JsonReader {
  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** The one value that a text is. */
  public static Object read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.space();
    if (reader.at != text.length()) {
      throw reader.wrong();
    }
    return value;
  }

  /** An object. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  /** An array of objects. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> objects(Object value) {
    return (List<Map<String, Object>>) value;
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("not JSON at " + at + ": " + text);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean take(String word) {
    space();
    boolean there = text.startsWith(word, at);
    at += there ? word.length() : 0;
    return there;
  }

  private void need(String word) {
    if (!take(word)) {
      throw wrong();
    }
  }

  private Object value() {
    if (take("{")) {
      Map<String, Object> map = new LinkedHashMap<>();
      while (!take("}")) {
        if (!map.isEmpty()) {
          need(",");
        }
        need("\"");
        String key = string();
        need(":");
        map.put(key, value());
      }
      return map;
    }
    if (take("[")) {
      List<Object> list = new ArrayList<>();
      while (!take("]")) {
        if (!list.isEmpty()) {
          need(",");
        }
        list.add(value());
      }
      return list;
    }
    if (take("\"")) {
      return string();
    }
    if (take("null")) {
      return null;
    }
    if (take("true")) {
      return true;
    }
    return take("false") ? (Object) false : number();
  }

  private Double number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(from, at);
    if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
      throw wrong();
    }
    return Double.valueOf(number);
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw wrong();
      }
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char c = text.charAt(at++);
    if (c == 'u') {
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int known = "\"\\/bfnrt".indexOf(c);
    if (known < 0) {
      throw wrong();
    }
    return "\"\\/\b\f\n\r\t".charAt(known);
  }
}
