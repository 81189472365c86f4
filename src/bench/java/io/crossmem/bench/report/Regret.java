package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The cost of the protocol choice at one size: the time with the chosen protocol relative to that
 * with the best one, forced.
 *
 * @param where the case
 * @param protocol name of the best protocol
 * @param ratio above 1, another protocol would have been faster
 */
record Regret(Case where, String protocol, Ratio ratio) {
  /** For each size of each case with forced protocols, the worst first. */
  static List<Regret> of(List<Case> cases) {
    List<Regret> all = new ArrayList<>();
    for (Case each : cases) {
      each.speed()
          .ifPresent(
              speed -> each.sizes().forEach(size -> at(each, size, speed).ifPresent(all::add)));
    }
    all.sort(Comparator.comparingDouble((Regret regret) -> regret.ratio.median()).reversed());
    return all;
  }

  private static Optional<Regret> at(Case where, long size, Metric speed) {
    return where
        .best(size, Role.FORCED, speed)
        .flatMap(
            best -> {
              String[] names = best.system().split(Role.BY, 2);
              return Ratio.between(where.at(size, names[0], speed), Optional.of(best))
                  .map(ratio -> new Regret(where, names[1], ratio));
            });
  }

  /** The median and the worst of all. */
  static String sentence(List<Regret> all) {
    double[] ratios = all.stream().mapToDouble(each -> each.ratio.median()).toArray();
    return String.format(
        Locale.ROOT,
        "Time with the chosen protocol, relative to the best one, forced:"
            + " median %.2f, worst %.2f, of %d.",
        Quantities.median(ratios),
        Quantities.quantile(ratios, 1),
        ratios.length);
  }
}
