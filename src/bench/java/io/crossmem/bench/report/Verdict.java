package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether the best crossmem variant or the best peer is better, in each case at each size.
 *
 * @param what a better peer does: "is faster"
 * @param compared number of pairs of case and size with both
 * @param worse cases in which a peer is better, the worst first
 */
record Verdict(String what, int compared, List<WhereNot> worse) {

  static Verdict onSpeed(List<Case> cases) {
    return of("is faster", cases, Case::speed);
  }

  static Verdict onProcessors(List<Case> cases) {
    return of("takes less CPU time", cases, each -> Optional.of(Metric.CPU));
  }

  private static Verdict of(
      String what, List<Case> cases, Function<Case, Optional<Metric>> metric) {
    int compared = 0;
    List<WhereNot> worse = new ArrayList<>();
    for (Case each : cases) {
      List<Ratio> ratios =
          metric.apply(each).map(found -> Ratio.ofBest(each, found)).orElse(List.of());
      compared += ratios.size();
      if (ratios.stream().anyMatch(Ratio::isSlower)) {
        worse.add(new WhereNot(each, ratios));
      }
    }
    worse.sort(Comparator.comparingDouble((WhereNot each) -> each.worst().median()).reversed());
    return new Verdict(what, compared, List.copyOf(worse));
  }

  String sentence() {
    if (compared == 0) {
      return "No peer was measured, so there is no comparison.";
    }
    String comparisons =
        String.format(Locale.ROOT, " of %d comparisons (a case at a size)", compared);
    if (worse.isEmpty()) {
      return "A peer " + what + " in none" + comparisons + ".";
    }
    int slower = worse.stream().mapToInt(each -> each.slower().size()).sum();
    long noise = worse.stream().mapToLong(WhereNot::withinNoise).sum();
    String andNoise =
        noise == 0 ? "" : String.format(Locale.ROOT, ", in %d of them within noise", noise);
    return "A peer " + what + " in " + slower + comparisons + andNoise + ".";
  }
}
