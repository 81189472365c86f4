package io.crossmem.bench.report;

import java.util.List;
import java.util.OptionalDouble;

/** Cases that differ only in the age of their processes: they share charts. */
public final class Ages {
  private static final String AT = " at the age of ";
  private static final String UNIT = " s";

  private Ages() {}

  /** The name of a case; {@code seconds}: the age. */
  public static String name(String what, double seconds) {
    return what + AT + text(seconds);
  }

  /** The text of a power of two: {@code 0.25 s}, {@code 2 s}. */
  static String text(double seconds) {
    String number = seconds == Math.rint(seconds) ? "" + (long) seconds : "" + seconds;
    return number + UNIT;
  }

  /** The age of a case in seconds, if it has one. */
  static OptionalDouble of(Case each) {
    int at = each.name().lastIndexOf(AT);
    if (at < 0) {
      return OptionalDouble.empty();
    }
    String age = each.name().substring(at + AT.length());
    return OptionalDouble.of(Double.parseDouble(age.substring(0, age.length() - UNIT.length())));
  }

  /** The name of a case without its age. */
  static String what(Case aged) {
    return aged.name().substring(0, aged.name().lastIndexOf(AT));
  }

  /** The cases of all ages, in the order in which they were added. */
  static List<Case> series(Case aged, List<Case> all) {
    return all.stream()
        .filter(each -> of(each).isPresent() && each.suite().equals(aged.suite()))
        .filter(each -> what(each).equals(what(aged)))
        .toList();
  }
}
