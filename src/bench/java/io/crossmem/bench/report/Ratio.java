package io.crossmem.bench.report;

import java.util.List;
import java.util.Optional;

/**
 * What one of ours takes for one that a peer takes, at one size: below 1 ours is better, whatever
 * the metric.
 */
record Ratio(Result ours, Result peer) {

  /** The best of ours against the best peer, at each size at which there are both. */
  static List<Ratio> ofBest(Case all, Metric metric) {
    return all.sizes().stream()
        .map(size -> between(all.best(size, Role.OURS, metric), all.best(size, Role.PEER, metric)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The best of ours against the best peer in C, at each size at which there are both. */
  static List<Ratio> ofBestInC(Case all, Metric metric) {
    return all.sizes().stream()
        .map(size -> between(all.best(size, Role.OURS, metric), all.bestPeerInC(size, metric)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** One system against the best peer, at each size at which there are both. */
  static List<Ratio> of(Case all, String system, Metric metric) {
    return all.sizes().stream()
        .map(size -> between(all.at(size, system, metric), all.best(size, Role.PEER, metric)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Empty where there are not both, or a clock was too coarse to see one of them. */
  static Optional<Ratio> between(Optional<Result> ours, Optional<Result> peer) {
    boolean comparable =
        ours.isPresent() && peer.isPresent() && ours.get().min() > 0 && peer.get().min() > 0;
    return comparable ? Optional.of(new Ratio(ours.get(), peer.get())) : Optional.empty();
  }

  double median() {
    return oriented(ours.median(), peer.median());
  }

  /** If our best run had met the peer's worst. */
  double low() {
    return lowerIsBetter() ? ours.min() / peer.max() : peer.min() / ours.max();
  }

  /** If our worst run had met the peer's best. */
  double high() {
    return lowerIsBetter() ? ours.max() / peer.min() : peer.max() / ours.min();
  }

  boolean isSlower() {
    return median() > 1;
  }

  /**
   * Whether the best run of the slower one reaches what is usual for the other, so that another day
   * may turn it round. Not by the worst runs: one that was disturbed would excuse anything.
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
