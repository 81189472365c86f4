package io.crossmem.bench.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A case in which a peer is better, at least at some sizes.
 *
 * @param compared all ratios of the case, ascending by size
 */
record WhereNot(Case where, List<Ratio> compared) {

  List<Ratio> slower() {
    return compared.stream().filter(Ratio::isSlower).toList();
  }

  Ratio worst() {
    return slower().stream().max(Comparator.comparingDouble(Ratio::median)).orElseThrow();
  }

  /** The worst ratio as text. */
  String sentence() {
    Ratio worst = worst();
    return String.format(
        Locale.ROOT,
        "%s times the time of %s at %s",
        Quantities.threeDigits(worst.median()),
        worst.peer().system(),
        worst.ours().size());
  }

  long withinNoise() {
    return slower().stream().filter(Ratio::isWithinNoise).count();
  }

  /** How reliable the difference is. */
  String noise() {
    long within = withinNoise();
    if (within == 0) {
      return "";
    }
    return within == slower().size() ? "within noise" : "partly within noise";
  }

  String sizes() {
    return Stretches.of(compared, Ratio::isSlower);
  }
}
