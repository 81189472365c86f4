package io.crossmem.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * A result, with the properties that the report needs.
 *
 * @param inC whether the system is a library or program in C, not in Java
 * @param verified whether every byte was checked and correct; results that are not verified are
 *     rejected
 */
public record Measured(Result result, Role role, boolean inC, boolean verified) {
  static final String HEADER = Result.HEADER + ",role,language";

  private static final int OWN_COLUMNS = 2;

  /** For a system in Java. */
  public Measured(Result result, Role role, boolean verified) {
    this(result, role, false, verified);
  }

  /** A line of results.csv. */
  String csv() {
    return result.csv() + "," + role.name().toLowerCase(Locale.ROOT) + (inC ? ",C" : ",Java");
  }

  /**
   * Reads a line of results.csv, which contains only verified results.
   *
   * @throws IllegalArgumentException if the line is malformed
   */
  public static Measured parse(String line) {
    List<String> fields = Csv.fields(line);
    int columns = fields.size() - OWN_COLUMNS;
    if (columns != Result.COLUMNS) {
      throw new IllegalArgumentException("the number of columns differs from the header: " + line);
    }
    Role role = Role.valueOf(fields.get(columns).toUpperCase(Locale.ROOT));
    boolean inC = fields.get(columns + 1).equals("C");
    return new Measured(Result.of(fields.subList(0, columns), line), role, inC, true);
  }
}
