package io.crossmem.bench.suite;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The output of two ranks.
 *
 * @param firstNanos age of rank 0 when its first message had returned
 * @param halfNanos half a round trip, for each age with messages
 */
record ColdRun(double firstNanos, Map<Integer, Double> halfNanos) {
  /**
   * Runs a job to its end.
   *
   * @param processes to start; the first one has rank 0's output
   */
  static ColdRun of(String name, List<ProcessBuilder> processes) throws IOException {
    return parse(name, Job.run(name, processes));
  }

  static ColdRun parse(String name, List<String> lines) throws IOException {
    double first = Double.NaN;
    Map<Integer, Double> half = new TreeMap<>();
    for (String line : lines) {
      String[] word = line.split(" ");
      if (word[0].equals("first")) {
        first = Double.parseDouble(word[1]);
      } else if (word[0].equals("age")) {
        half.put(Integer.parseInt(word[1]), Double.parseDouble(word[2]));
      }
    }
    if (Double.isNaN(first)) {
      throw new IOException(name + " printed no times, but " + lines);
    }
    return new ColdRun(first, half);
  }
}
