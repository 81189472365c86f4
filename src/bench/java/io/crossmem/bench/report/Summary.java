package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A suite in one line: at how many points (a case at a size) which side is clearly faster. A
 * difference within 5 % or within noise does not count.
 *
 * @param points number of points with both crossmem and a peer
 * @param peers number of points at which the best peer is faster
 * @param inC number of points at which the best peer in C is faster
 * @param ours number of points at which crossmem is faster than all peers
 */
record Summary(String suite, int points, int peers, int inC, int ours) {
  private static final double CLEAR = 1.05;

  /** For each suite with a comparison, and for all together if there are several. */
  static List<Summary> of(List<Case> cases) {
    Map<String, Summary> suites = new LinkedHashMap<>();
    for (Case each : cases) {
      Summary one = of(each);
      if (one.points > 0) {
        suites.merge(one.suite, one, Summary::plus);
      }
    }
    List<Summary> summaries = new ArrayList<>(suites.values());
    if (summaries.size() > 1) {
      Summary nothing = new Summary("all", 0, 0, 0, 0);
      summaries.add(summaries.stream().reduce(nothing, Summary::plus));
    }
    return summaries;
  }

  private static Summary of(Case each) {
    List<Ratio> all = each.speed().map(speed -> Ratio.ofBest(each, speed)).orElse(List.of());
    List<Ratio> inC = each.speed().map(speed -> Ratio.ofBestInC(each, speed)).orElse(List.of());
    return new Summary(each.suite(), all.size(), behind(all), behind(inC), ahead(all));
  }

  private Summary plus(Summary other) {
    return new Summary(
        suite, points + other.points, peers + other.peers, inC + other.inC, ours + other.ours);
  }

  private static int behind(List<Ratio> ratios) {
    return (int)
        ratios.stream().filter(each -> !each.isWithinNoise() && each.median() > CLEAR).count();
  }

  private static int ahead(List<Ratio> ratios) {
    return (int)
        ratios.stream().filter(each -> !each.isWithinNoise() && each.median() < 1 / CLEAR).count();
  }

  String sentence() {
    return String.format(
        Locale.ROOT,
        "%s: at %d of %d points a peer is faster by more than 5 %% and beyond noise (at %d a peer"
            + " in C), at %d crossmem is faster; %d are equal.",
        suite,
        peers,
        points,
        inC,
        ours,
        points - peers - ours);
  }
}
