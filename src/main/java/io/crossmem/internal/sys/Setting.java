package io.crossmem.internal.sys;

import java.util.List;
import java.util.Locale;

/**
 * The system properties that say how messages travel, each with the values that it may have. They
 * are read when they are asked for.
 */
public enum Setting {
  EAGER("crossmem.eager", 0, Integer.MAX_VALUE, "bytes"),
  SINGLE("crossmem.single", 0, Long.MAX_VALUE, "bytes"),
  SINGLE_HUGE("crossmem.single.huge", 0, Long.MAX_VALUE, "bytes"),
  PROTOCOL("crossmem.protocol", "pipeline, read, mapped, write, split"),
  UNEXPECTED("crossmem.unexpected", 0, Long.MAX_VALUE, "bytes"),
  FEW("crossmem.few", 0, Integer.MAX_VALUE, "ranks"),
  JOIN_SECONDS("crossmem.join.seconds", 1, 10_000L * 24 * 60 * 60, "seconds");

  private static final int MOST_DIGITS = 19; // of a long

  private final String property;
  private final long least;
  private final long most;
  private final String unit; // null if it is not a number
  private final String words; // those allowed; null if it is a number

  Setting(String property, long least, long most, String unit) {
    this.property = property;
    this.least = least;
    this.most = most;
    this.unit = unit;
    this.words = null;
  }

  Setting(String property, String words) {
    this.property = property;
    this.least = 0;
    this.most = 0;
    this.unit = null;
    this.words = words;
  }

  /**
   * Reads all of them.
   *
   * @throws IllegalArgumentException if one has a value that it may not have
   */
  public static void requireValid() {
    for (Setting setting : values()) {
      if (setting.unit == null) {
        setting.word();
      } else {
        setting.number(0);
      }
    }
  }

  /** Whether it has a value. */
  public boolean isSet() {
    return System.getProperty(property) != null;
  }

  /**
   * The number that it is set to.
   *
   * @param otherwise if it is not set
   * @throws IllegalArgumentException if it is no number, or too small or large
   */
  public long number(long otherwise) {
    String value = System.getProperty(property);
    return value == null ? otherwise : parse(value);
  }

  private long parse(String value) {
    try {
      if (value.matches("[0-9]{1," + MOST_DIGITS + "}")) {
        long number = Long.parseLong(value);
        if (number >= least && number <= most) {
          return number;
        }
      }
    } catch (NumberFormatException e) {
      throw refused(value, e);
    }
    throw refused(value, null);
  }

  /**
   * The word that it is set to, in lower case; null if it is not set.
   *
   * @throws IllegalArgumentException if it is none of those allowed
   */
  public String word() {
    String value = System.getProperty(property);
    if (value == null) {
      return null;
    }
    String word = value.toLowerCase(Locale.ROOT);
    if (!List.of(words.split(", ")).contains(word)) {
      throw refused(value, null);
    }
    return word;
  }

  private IllegalArgumentException refused(String value, Throwable cause) {
    String allowed =
        unit == null
            ? "one of " + words
            : "a whole number of " + unit + ", from " + least + " to " + most;
    return new IllegalArgumentException(
        "the system property " + property + " is \"" + value + "\", but must be " + allowed, cause);
  }
}
