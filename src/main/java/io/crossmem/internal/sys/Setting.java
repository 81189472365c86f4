package io.crossmem.internal.sys;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The system properties, with their valid values. */
public enum Setting {
  EAGER("crossmem.eager", 0, Integer.MAX_VALUE, "bytes"),
  SINGLE("crossmem.single", 0, Long.MAX_VALUE, "bytes"),
  SINGLE_HUGE("crossmem.single.huge", 0, Long.MAX_VALUE, "bytes"),
  PROTOCOL("crossmem.protocol", "pipeline, read, mapped, write, split"),
  UNEXPECTED("crossmem.unexpected", 0, Long.MAX_VALUE, "bytes"),
  FEW("crossmem.few", 0, Integer.MAX_VALUE, "ranks"),
  JOIN_SECONDS("crossmem.join.seconds", 1, 10_000L * 24 * 60 * 60, "seconds"),
  DIAGNOSE_AFTER(
      "crossmem.diagnose.after", Kind.DURATION, "a duration such as 500ms, 30s, 5m or 1h"),

  /** A node that sends nothing for this duration counts as failed. */
  PEER_TIMEOUT("crossmem.peer.timeout", Kind.DURATION, "a duration such as 500ms, 30s, 5m or 1h"),

  /** The library of MPI to load; if not set, several are tried. */
  MPI("crossmem.mpi", Kind.TEXT, "the name of a library"),

  /** The folder to extract the native library into; if not set, several are tried. */
  NATIVE_DIR("crossmem.native.dir", Kind.TEXT, "the name of a folder");

  private enum Kind {
    NUMBER,
    WORD,
    DURATION,
    TEXT
  }

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}"); // the digits of a long
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private final String property;
  private final Kind kind;
  private final long least; // for a number
  private final long most;
  private final String words; // the valid words
  private final String allowed; // for messages

  Setting(String property, long least, long most, String unit) {
    this.property = property;
    this.kind = Kind.NUMBER;
    this.least = least;
    this.most = most;
    this.words = "";
    this.allowed = "a whole number of " + unit + ", from " + least + " to " + most;
  }

  Setting(String property, String words) {
    this.property = property;
    this.kind = Kind.WORD;
    this.least = 0;
    this.most = 0;
    this.words = words;
    this.allowed = "one of " + words;
  }

  Setting(String property, Kind kind, String allowed) {
    this.property = property;
    this.kind = kind;
    this.least = 0;
    this.most = 0;
    this.words = "";
    this.allowed = allowed;
  }

  /**
   * Checks all of them.
   *
   * @throws IllegalArgumentException if one has a value that is not allowed
   */
  public static void requireValid() {
    for (Setting setting : values()) {
      switch (setting.kind) {
        case NUMBER -> setting.number(0);
        case WORD -> setting.word();
        case DURATION -> setting.nanos();
        case TEXT -> setting.text();
      }
    }
  }

  /** Whether it has a value. */
  public boolean isSet() {
    return value() != null;
  }

  private String value() {
    return System.getProperty(property);
  }

  /**
   * The value as a number.
   *
   * @param otherwise the default
   * @throws IllegalArgumentException if it is not a number, or too small or too large
   */
  public long number(long otherwise) {
    String value = value();
    if (value == null) {
      return otherwise;
    }
    if (!NUMBER.matcher(value).matches()) {
      throw refused(value, null);
    }
    long number;
    try {
      number = Long.parseLong(value);
    } catch (NumberFormatException e) { // 19 digits may be too large for a long
      throw refused(value, e);
    }
    if (number < least || number > most) {
      throw refused(value, null);
    }
    return number;
  }

  /**
   * The value as a word in lower case; null if it is not set.
   *
   * @throws IllegalArgumentException if it is not a valid word
   */
  public String word() {
    String value = value();
    if (value == null) {
      return null;
    }
    String word = value.toLowerCase(Locale.ROOT);
    if (!List.of(words.split(", ")).contains(word)) {
      throw refused(value, null);
    }
    return word;
  }

  /**
   * The value as a duration in ns; 0 if it is not set.
   *
   * @throws IllegalArgumentException if it is not a duration, or zero
   */
  public long nanos() {
    String value = value();
    if (value == null) {
      return 0;
    }
    Matcher parts = DURATION.matcher(value);
    if (!parts.matches() || Long.parseLong(parts.group(1)) == 0) {
      throw refused(value, null);
    }
    TimeUnit unit =
        switch (parts.group(2)) {
          case "ms" -> TimeUnit.MILLISECONDS;
          case "s" -> TimeUnit.SECONDS;
          case "m" -> TimeUnit.MINUTES;
          default -> TimeUnit.HOURS;
        };
    return unit.toNanos(Long.parseLong(parts.group(1)));
  }

  /**
   * The value as it is, for example the name of a file, which may not exist; null if it is not set.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public String text() {
    String value = value();
    if (value != null && value.isEmpty()) {
      throw refused(value, null);
    }
    return value;
  }

  /** The name of the property, as used with {@code -D}. */
  public String property() {
    return property;
  }

  private IllegalArgumentException refused(String value, Throwable cause) {
    return new IllegalArgumentException(
        "the system property " + property + " is \"" + value + "\", but must be " + allowed, cause);
  }
}
