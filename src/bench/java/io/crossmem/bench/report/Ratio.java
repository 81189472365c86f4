package io.crossmem.bench.report;

import java.util.List;
import java.util.Optional;

/**
 * The result of crossmem relative to that of a peer at one size: below 1 crossmem is better, for
 * every metric.
 */
record Ratio(Result ours, Result peer) {

  /** The best crossmem variant compared with the best peer, at each size with both. */
  static List<Ratio> ofBest(Case all, Metric metric) {
    return all.sizes().stream()
        .map(size -> between(all.best(size, Role.OURS, metric), all.best(size, Role.PEER, metric)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The best crossmem variant compared with the best peer in C, at each size with both. */
  static List<Ratio> ofBestInC(Case all, Metric metric) {
    return all.sizes().stream()
        .map(size -> between(all.best(size, Role.OURS, metric), all.bestPeerInC(size, metric)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** One system compared with the best peer, at each size with both. */
  static List<Ratio> of(Case all, String system, Metric metric) {
    return all.sizes().stream()
        .map(size -> between(all.at(size, system, metric), all.best(size, Role.PEER, metric)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Empty if one is missing, or was too fast for the clock. */
  static Optional<Ratio> between(Optional<Result> ours, Optional<Result> peer) {
    boolean comparable =
        ours.isPresent() && peer.isPresent() && ours.get().min() > 0 && peer.get().min() > 0;
    return comparable ? Optional.of(new Ratio(ours.get(), peer.get())) : Optional.empty();
  }

  double median() {
    return oriented(ours.median(), peer.median());
  }

  /** Crossmem's best run relative to the peer's worst. */
  double low() {
    return lowerIsBetter() ? ours.min() / peer.max() : peer.min() / ours.max();
  }

  /** Crossmem's worst run relative to the peer's best. */
  double high() {
    return lowerIsBetter() ? ours.max() / peer.min() : peer.max() / ours.min();
  }

  boolean isSlower() {
    return median() > 1;
  }

  /**
   * Whether the best run of the slower system is at least as good as the median of the other, so
   * that another run may give the opposite result. Worst runs are not considered, since a single
   * disturbed run would excuse anything.
   */
  boolean isWithinNoise() {
    Result slower = isSlower() ? ours : peer;
    Result faster = isSlower() ? peer : ours;
    double bestRun = lowerIsBetter() ? slower.min() : slower.max();
    return !ours.metric().isBetter(faster.median(), bestRun);
  }

  private double oriented(double mine, double theirs) {
    return lowerIsBetter() ? mine / theirs : theirs / mine;
  }

  private boolean lowerIsBetter() {
    return ours.metric().lowerIsBetter();
  }
}
