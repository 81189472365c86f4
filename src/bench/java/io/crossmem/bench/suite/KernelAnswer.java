package io.crossmem.bench.suite;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The combined answer of the ranks about a kernel's iterations.
 *
 * @param nanos total time of the slowest rank
 * @param communication its part for communication, mean of the ranks
 * @param slowestCommunication maximum of the ranks
 * @param checksum of the result
 */
record KernelAnswer(
    double nanos, double communication, double slowestCommunication, double checksum) {
  private static final double ROUNDING = 1e-9;

  /** One rank's line. */
  static KernelAnswer parse(String line) {
    Map<String, Double> values =
        Arrays.stream(line.split(" "))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> Double.parseDouble(pair[1])));
    double communication = values.get("communication");
    return new KernelAnswer(
        values.get("nanos"), communication, communication, values.get("checksum"));
  }

  /** The checksum is NaN if the ranks do not agree. */
  static KernelAnswer ofGroup(List<KernelAnswer> ranks) {
    double checksum = ranks.get(0).checksum;
    boolean agree = ranks.stream().allMatch(rank -> rank.hasChecksum(checksum));
    return new KernelAnswer(
        most(ranks.stream().map(KernelAnswer::nanos).toList()),
        ranks.stream().mapToDouble(KernelAnswer::communication).average().orElseThrow(),
        most(ranks.stream().map(KernelAnswer::slowestCommunication).toList()),
        agree ? checksum : Double.NaN);
  }

  private static double most(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** Whether the checksum is the expected one, apart from rounding. */
  boolean hasChecksum(double expected) {
    return Math.abs(checksum - expected) <= ROUNDING * Math.abs(expected);
  }
}
