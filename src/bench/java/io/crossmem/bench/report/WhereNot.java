package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

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

  /** Consecutive sizes are joined: {@code 8 B to 1 KiB, 64 MiB}. */
  String sizes() {
    List<List<Ratio>> stretches = new ArrayList<>();
    boolean inside = false;
    for (Ratio each : compared) {
      if (each.isSlower()) {
        if (!inside) {
          stretches.add(new ArrayList<>());
        }
        stretches.get(stretches.size() - 1).add(each);
      }
      inside = each.isSlower();
    }
    return stretches.stream().map(WhereNot::ends).collect(Collectors.joining(", "));
  }

  private static String ends(List<Ratio> stretch) {
    String first = stretch.get(0).ours().size();
    String last = stretch.get(stretch.size() - 1).ours().size();
    return stretch.size() == 1 ? first : first + " to " + last;
  }
}
