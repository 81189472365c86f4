package io.crossmem.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/**
 * One result of the doctor.
 *
 * @param name one or two words
 * @param state how serious it is
 * @param found what was found, in one line
 * @param remedy what to do about it, in one line; empty if nothing
 */
record Check(String name, State state, String found, String remedy) {
  /** How serious a result is. */
  enum State {
    OK("green"),
    /** Works, but not in all cases or not at full speed. */
    WARNING("yellow"),
    /** Does not work. */
    PROBLEM("red");

    private final String colour;

    State(String colour) {
      this.colour = colour;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Check ok(String name, String found) {
    return new Check(name, State.OK, found, "");
  }

  static Check warning(String name, String found, String remedy) {
    return new Check(name, State.WARNING, found, remedy);
  }

  static Check problem(String name, String found, String remedy) {
    return new Check(name, State.PROBLEM, found, remedy);
  }

  String line(Ansi ansi) {
    String word =
        ansi.string("@|bold," + state.colour + " " + state + "|@")
            + " ".repeat(8 - state.toString().length());
    return word
        + String.format(Locale.ROOT, "%-14s %s", name, found)
        + (remedy.isEmpty() ? "" : "; " + remedy);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("state", state.toString());
    map.put("found", found);
    map.put("remedy", remedy);
    return map;
  }
}
