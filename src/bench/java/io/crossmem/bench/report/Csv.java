package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values by RFC 4180, one line at a time: no field contains a line break. */
final class Csv {
  private Csv() {}

  static String line(List<String> fields) {
    return fields.stream().map(Csv::quoted).collect(Collectors.joining(","));
  }

  private static String quoted(String field) {
    if (field.contains("\n") || field.contains("\r")) {
      throw new IllegalArgumentException("a line break in a name: " + field);
    }
    boolean plain = !field.contains(",") && !field.contains("\"");
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && line.startsWith("\"", i + 1)) {
        field.append(line.charAt(++i)); // a doubled quote means one
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
