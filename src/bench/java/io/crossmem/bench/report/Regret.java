package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the choice of a protocol cost at one size: the time of what was chosen against that of the
 * best protocol, had it been forced.
 *
 * @param where the case
 * @param protocol the best one's name
 * @param ratio above 1, another protocol would have been faster
 */
record Regret(Case where, String protocol, Ratio ratio) {
  /** At each size of each case where protocols were forced, the worst first. */
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

  /** Median and worst of all. */
  static String sentence(List<Regret> all) {
    double[] ratios = all.stream().mapToDouble(each -> each.ratio.median()).toArray();
    return String.format(
        Locale.ROOT,
        "Time by the protocol that was chosen, over that by the best one, forced:"
            + " %.2f in the median, %.2f at worst, of %d.",
        Quantities.median(ratios),
        Quantities.quantile(ratios, 1),
        ratios.length);
  }
}
