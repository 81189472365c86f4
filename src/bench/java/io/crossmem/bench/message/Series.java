package io.crossmem.bench.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A group at one case: turns of about the same time, each with what an operation took. */
final class Series {
  private static final long GROWTH = 8;
  private static final long WARM_UP_TURNS =
      10; // a JVM compiles meanwhile, on one core with the ranks

  private final RankGroup group;
  private final MessageCase what;
  private final String buffer;
  private final List<Answer> answers = new ArrayList<>();
  private long iterations = 1;

  Series(RankGroup group, MessageCase what, String buffer) {
    this.group = group;
    this.what = what;
    this.buffer = buffer;
  }

  /** Finds how many iterations fill a turn, which warms the JIT compiler up as well. */
  void prepare(long turnNanos) throws IOException {
    for (int turns = 0; turns < WARM_UP_TURNS; ) {
      long nanos = run().nanos();
      if (nanos > turnNanos / 2) {
        turns++;
      }
      iterations = Math.max(1, Math.min(iterations * GROWTH, iterations * turnNanos / nanos));
    }
  }

  void turn() throws IOException {
    answers.add(run());
  }

  /** Time of one operation, turn by turn. */
  double[] nanos() {
    return perOperation(Answer::nanos);
  }

  /** Processor seconds of all ranks for 10^9 bytes, turn by turn. */
  double[] cpuSecondsPerGigabyte() {
    return perOperation(answer -> (double) answer.cpuNanos() / what.bytes());
  }

  /** Bytes of Java heap that all ranks allocated for one operation, turn by turn. */
  double[] allocated() {
    return perOperation(Answer::allocated);
  }

  private double[] perOperation(ToDoubleFunction<Answer> total) {
    double operations = iterations * what.operation().perIteration();
    return answers.stream().mapToDouble(total).map(value -> value / operations).toArray();
  }

  private Answer run() throws IOException {
    return group.run(
        what.operation().command() + " " + buffer + " " + what.bytes() + " " + iterations);
  }
}
