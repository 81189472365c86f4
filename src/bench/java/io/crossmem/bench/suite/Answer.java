package io.crossmem.bench.suite;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The answer of a group's ranks to a command: totals over its iterations.
 *
 * @param nanos time of the slowest rank
 * @param cpuNanos processor time of all ranks together
 * @param allocated bytes that all ranks' threads allocated on their heaps; 0 without a heap
 * @param compiledMillis how long the JVMs of all ranks compiled since the last answer; 0 without
 *     one
 * @param verified whether all received bytes equal the sent ones
 */
record Answer(long nanos, long cpuNanos, long allocated, long compiledMillis, boolean verified) {
  /** One rank's line, {@code name=value name=value}. */
  static Answer parse(String line) {
    Map<String, String> values =
        Arrays.stream(line.split(" "))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return new Answer(
        Long.parseLong(values.get("nanos")),
        Long.parseLong(values.get("cpu")),
        Long.parseLong(values.getOrDefault("allocated", "0")),
        Long.parseLong(values.getOrDefault("compiled", "0")),
        "yes".equals(values.get("verified")));
  }

  static Answer ofGroup(Collection<Answer> ranks) {
    return new Answer(
        ranks.stream().mapToLong(Answer::nanos).max().orElseThrow(),
        ranks.stream().mapToLong(Answer::cpuNanos).sum(),
        ranks.stream().mapToLong(Answer::allocated).sum(),
        ranks.stream().mapToLong(Answer::compiledMillis).sum(),
        ranks.stream().allMatch(Answer::verified));
  }
}
