package io.crossmem.bench.message;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a group's ranks say of one command: the totals over its iterations.
 *
 * @param nanos time of the slowest rank
 * @param cpuNanos processor time of all ranks together
 * @param allocated bytes that all ranks' threads allocated on their heaps; 0 where there is none
 */
record Answer(long nanos, long cpuNanos, long allocated) {
  /**
   * One rank's line, {@code name=value name=value}; received bytes that are not what was sent
   * throw.
   */
  static Answer parse(String line) {
    Map<String, String> values =
        Arrays.stream(line.split(" "))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    if (!"yes".equals(values.get("verified"))) {
      throw new IllegalStateException("the received bytes are wrong: " + line);
    }
    return new Answer(
        Long.parseLong(values.get("nanos")),
        Long.parseLong(values.get("cpu")),
        Long.parseLong(values.getOrDefault("allocated", "0")));
  }

  static Answer ofGroup(Collection<Answer> ranks) {
    return new Answer(
        ranks.stream().mapToLong(Answer::nanos).max().orElseThrow(),
        ranks.stream().mapToLong(Answer::cpuNanos).sum(),
        ranks.stream().mapToLong(Answer::allocated).sum());
  }
}
