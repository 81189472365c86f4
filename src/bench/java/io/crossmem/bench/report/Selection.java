package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Selects the systems of a case that are drawn, so few that their lines can be told apart: the two
 * best variants of crossmem, the best limit, and peers. Peers that are the fastest at some size
 * come before peers that are good at all sizes.
 */
final class Selection {
  static final int MOST = 6;

  private static final int MOST_OURS = 2;
  private static final int MOST_LIMITS = 1;
  private static final int FEWEST_SIZES = 2; // that a line needs

  private final List<Case> cases;
  private final Metric metric;

  private Selection(List<Case> cases, Metric metric) {
    this.cases = cases;
    this.metric = metric;
  }

  /**
   * Returns them in the order in which they were measured.
   *
   * @param cases the same case on each machine
   */
  static Map<String, Role> of(List<Case> cases, Metric metric) {
    return new Selection(cases, metric).choose();
  }

  private Map<String, Role> choose() {
    Map<String, Role> all = new LinkedHashMap<>();
    cases.forEach(each -> each.systems(metric).forEach(all::putIfAbsent));
    all.keySet().removeIf(system -> !hasLine(system));
    List<String> chosen = new ArrayList<>();
    Comparator<String> byDistance = Comparator.comparingDouble(this::distance);
    choose(chosen, all, Role.OURS, MOST_OURS, byDistance);
    choose(chosen, all, Role.LIMIT, MOST_LIMITS, byDistance);
    Comparator<String> byFirstPlaces = Comparator.comparingLong(this::firstPlaces);
    choose(
        chosen,
        all,
        Role.PEER,
        MOST - chosen.size(),
        byFirstPlaces.reversed().thenComparing(byDistance));
    all.keySet().retainAll(chosen);
    return all;
  }

  private static void choose(
      List<String> chosen, Map<String, Role> all, Role role, int most, Comparator<String> order) {
    all.keySet().stream()
        .filter(system -> all.get(system) == role)
        .sorted(order)
        .limit(most)
        .forEach(chosen::add);
  }

  private boolean hasLine(String system) {
    return cases.stream()
        .anyMatch(each -> Line.of(each, system, metric).values().size() >= FEWEST_SIZES);
  }

  /** The number of sizes at which this system is the best peer. */
  private long firstPlaces(String system) {
    return cases.stream()
        .flatMap(each -> each.sizes().stream().map(size -> each.best(size, Role.PEER, metric)))
        .filter(best -> best.filter(found -> found.system().equals(system)).isPresent())
        .count();
  }

  /** The mean logarithm of {@link #relative} over the sizes of this system. */
  private double distance(String system) {
    return cases.stream()
        .flatMap(each -> each.sizes().stream().map(size -> relative(each, size, system, metric)))
        .filter(OptionalDouble::isPresent)
        .mapToDouble(each -> Math.log(each.getAsDouble()))
        .average()
        .orElse(Double.MAX_VALUE);
  }

  /**
   * The time of this system, divided by the time of the fastest variant of crossmem or peer, at
   * this size; empty if it was not measured.
   */
  static OptionalDouble relative(Case each, long size, String system, Metric metric) {
    double fastest =
        each.of(metric).stream()
            .filter(row -> row.role() == Role.OURS || row.role() == Role.PEER)
            .map(Measured::result)
            .filter(result -> result.sizeBytes() == size && result.median() > 0)
            .mapToDouble(Result::median)
            .reduce((a, b) -> metric.isBetter(b, a) ? b : a)
            .orElse(0);
    double own = each.at(size, system, metric).map(Result::median).orElse(0.0);
    if (own <= 0 || fastest <= 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(metric.lowerIsBetter() ? own / fastest : fastest / own);
  }
}
