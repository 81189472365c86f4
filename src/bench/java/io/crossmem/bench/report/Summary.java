package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A suite in one line: at how many points, that are cases at a size, who is clearly ahead. Whoever
 * is within 5 %, or within noise, is not.
 *
 * @param points at which there are both crossmem and a peer
 * @param peers of them, where the best peer is ahead
 * @param ours of them, where crossmem is ahead
 */
record Summary(String suite, int points, long peers, long ours) {
  private static final double CLEAR = 1.05;

  /** Of each suite that has a comparison, and of all together if they are several. */
  static List<Summary> of(List<Case> cases) {
    Map<String, List<Ratio>> suites = new LinkedHashMap<>();
    List<Ratio> all = new ArrayList<>();
    for (Case each : cases) {
      List<Ratio> ratios = each.speed().map(speed -> Ratio.ofBest(each, speed)).orElse(List.of());
      if (!ratios.isEmpty()) {
        suites.computeIfAbsent(each.suite(), none -> new ArrayList<>()).addAll(ratios);
        all.addAll(ratios);
      }
    }
    if (suites.size() > 1) {
      suites.put("all", all);
    }
    List<Summary> summaries = new ArrayList<>();
    suites.forEach((suite, ratios) -> summaries.add(of(suite, ratios)));
    return summaries;
  }

  private static Summary of(String suite, List<Ratio> ratios) {
    List<Double> clear =
        ratios.stream().filter(each -> !each.isWithinNoise()).map(Ratio::median).toList();
    return new Summary(
        suite,
        ratios.size(),
        clear.stream().filter(median -> median > CLEAR).count(),
        clear.stream().filter(median -> median < 1 / CLEAR).count());
  }

  String sentence() {
    return String.format(
        Locale.ROOT,
        "%s: at %d of %d points a peer is ahead by more than 5 %% and beyond noise, at %d crossmem"
            + " is; %d are even.",
        suite,
        peers,
        points,
        ours,
        points - peers - ours);
  }
}
