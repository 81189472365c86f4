package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far the machine was busy with other programs while it was measured. */
final class Disturbances {
  private int rounds;
  private int disturbed;
  private int repeated;
  private final List<String> stayed = new ArrayList<>();

  /**
   * A point has been measured.
   *
   * @param where suite, case and size
   * @param wanted rounds of turns, of which each system has one in each
   * @param again rounds that were disturbed, and repeated
   * @param kept rounds that were disturbed, and count nevertheless
   * @param cores that others kept busy in the worst of those
   */
  String point(String where, int wanted, int again, int kept, double cores) {
    rounds += wanted + again;
    disturbed += again + kept;
    repeated += again;
    if (kept == 0) {
      return "";
    }
    String line =
        String.format(
            Locale.ROOT,
            "%s: %d of %d rounds, other programs on up to %.1f cores",
            where,
            kept,
            wanted,
            cores);
    stayed.add(line);
    return line;
  }

  /** Empty if nothing was watched. */
  String sentence() {
    if (rounds == 0) {
      return "";
    }
    if (disturbed == 0) {
      return String.format(
          Locale.ROOT, "No other program disturbed any of %d rounds of turns.", rounds);
    }
    return String.format(
        Locale.ROOT,
        "Other programs disturbed %d of %d rounds of turns; %d were repeated, %d are in the numbers.",
        disturbed,
        rounds,
        repeated,
        disturbed - repeated);
  }

  /** Points that have disturbed rounds in their numbers. */
  List<String> stayed() {
    return List.copyOf(stayed);
  }
}
