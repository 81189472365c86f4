package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A case in which crossmem is faster than each peer beyond noise, at least at some sizes.
 *
 * @param compared all ratios of the case, ascending by size
 */
record WhereFastest(Case where, List<Ratio> compared) {

  /** The clearest first. */
  static List<WhereFastest> of(List<Case> cases) {
    List<WhereFastest> all = new ArrayList<>();
    for (Case each : cases) {
      List<Ratio> ratios = each.speed().map(found -> Ratio.ofBest(each, found)).orElse(List.of());
      if (ratios.stream().anyMatch(WhereFastest::isFaster)) {
        all.add(new WhereFastest(each, ratios));
      }
    }
    all.sort(Comparator.comparingDouble(each -> each.best().median()));
    return all;
  }

  private static boolean isFaster(Ratio ratio) {
    return ratio.median() < 1 && !ratio.isWithinNoise();
  }

  private Ratio best() {
    return compared.stream()
        .filter(WhereFastest::isFaster)
        .min(Comparator.comparingDouble(Ratio::median))
        .orElseThrow();
  }

  String sizes() {
    return Stretches.of(compared, WhereFastest::isFaster);
  }

  String sentence() {
    Ratio best = best();
    return String.format(
        Locale.ROOT,
        "%s times as fast as %s, the best peer, at %s",
        Quantities.threeDigits(1 / best.median()),
        best.peer().system(),
        best.ours().size());
  }
}
