package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How much other programs used the machine during the measurement. */
final class Disturbances {
  private int rounds;
  private int disturbed;
  private int repeated;
  private final List<String> stayed = new ArrayList<>();

  /**
   * A point has been measured.
   *
   * @param where suite, case and size
   * @param wanted rounds; in each round every system has one turn
   * @param again rounds that were disturbed and repeated
   * @param kept rounds that were disturbed but are used
   * @param cores used by other programs in the worst of these rounds
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

  /** Empty if disturbances were not measured. */
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
        "Other programs disturbed %d of %d rounds of turns; %d were repeated, %d are in the"
            + " numbers.",
        disturbed,
        rounds,
        repeated,
        disturbed - repeated);
  }

  /** Points whose numbers include disturbed rounds. */
  List<String> stayed() {
    return List.copyOf(stayed);
  }
}
