package io.crossmem.internal.join;

import java.util.Map;

/**
 * Checks environment variables. Each method except {@link #has} throws an IllegalStateException
 * that names the variable and its value if that is invalid.
 */
final class LauncherVariables {
  /** File names are limited to 255 bytes, and other code adds a prefix and a suffix. */
  private static final int LONGEST_NAME = 128;

  private final Map<String, String> values;

  LauncherVariables(Map<String, String> values) {
    this.values = values;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  int size(String name) {
    return number(name, 1, Integer.MAX_VALUE);
  }

  int rank(String name, String sizeName, int size) {
    int rank = number(name, 0, Integer.MAX_VALUE);
    if (rank >= size) {
      throw wrong(name, "expected less than " + sizeName + ", " + size);
    }
    return rank;
  }

  int number(String name, int least, int greatest) {
    String text = text(name);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= greatest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw wrong(name, "expected a number between " + least + " and " + greatest);
  }

  /** A value that can be used in a file name unchanged. */
  String name(String name) {
    if (!text(name).matches("[A-Za-z0-9._-]{1," + LONGEST_NAME + "}")) {
      throw wrong(name, "expected 1 to " + LONGEST_NAME + " letters, digits, '.', '_' or '-'");
    }
    return text(name);
  }

  /** A value that is converted for a file name: Open MPI 5 has '@' in the names of jobs. */
  String fileName(String name) {
    String text = text(name).replaceAll("[^A-Za-z0-9._-]", "_");
    if (text.isEmpty()) {
      throw wrong(name, "expected the job's id");
    }
    return text;
  }

  private String text(String name) {
    String text = values.get(name);
    if (text == null) {
      throw new IllegalStateException(
          name + " is not set, but other variables of the same launcher are");
    }
    return text;
  }

  private IllegalStateException wrong(String name, String expected) {
    return new IllegalStateException(name + " is '" + values.get(name) + "'; " + expected);
  }
}
