package io.crossmem.bench.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A system at one point: turns of about the same duration, with the time per message. */
final class Series {
  private static final long GROWTH = 8;
  private static final int ENOUGH = 6; // consecutive turns that are steady
  private static final double FASTER = 0.85;
  private static final double PERCENT = 100;
  private static final int LONGEST = 30; // usual warm-ups, if the times never become stable

  private final Contender contender;
  private final Point point;
  private final List<Answer> answers = new ArrayList<>();
  private int iterations;

  /** {@code pace}: for cold messages, of which a turn has a fixed number. */
  Series(Contender contender, Point point, Pace pace) {
    this(contender, point, point.cold() ? point.coldMessages(pace.coldMessages()) : 1);
  }

  /** With a fixed number of iterations. */
  Series(Contender contender, Point point, int iterations) {
    this.contender = contender;
    this.point = point;
    this.iterations = iterations;
  }

  Contender contender() {
    return contender;
  }

  /** The same for another exercise, with the same number of iterations. */
  Series of(String exercise) {
    return new Series(contender, point.withExercise(exercise), iterations);
  }

  /**
   * Finds the number of iterations that fill a turn, and warms up; a JVM until it gets no faster
   * and its compiler is quiet, since that competes with a pinned rank for its core.
   *
   * @param warmUpNanos minimum duration of the warm-up
   */
  void prepare(Pace pace, long warmUpNanos) throws IOException {
    long start = System.nanoTime();
    double best = Double.MAX_VALUE;
    for (int even = 0; even < ENOUGH || System.nanoTime() - start < warmUpNanos; ) {
      Answer answer = run();
      double nanos = (double) answer.nanos() / iterations;
      boolean fills = adjust(answer, pace.turnNanos());
      boolean steady = fills && nanos > best * FASTER && nanos < best / FASTER;
      even = steady && answer.compiledMillis() <= pace.quietMillis() ? even + 1 : 0;
      best = Math.min(best, nanos);
      boolean late = System.nanoTime() - start > warmUpNanos + LONGEST * pace.warmUpNanos();
      if (fills && (late || !contender.compiles())) {
        even = ENOUGH;
      }
    }
  }

  /**
   * Sets the number of iterations for the next turns, after each of them, because a JVM that has
   * compiled more is faster. Returns whether this one was long enough.
   */
  private boolean adjust(Answer answer, long turnNanos) {
    if (point.cold()) {
      return true;
    }
    long nanos = Math.max(1, answer.nanos());
    boolean fills = nanos > turnNanos / 2 || iterations == Integer.MAX_VALUE;
    long wanted = Math.min((long) iterations * GROWTH, (long) iterations * turnNanos / nanos);
    iterations = (int) Math.max(1, Math.min(wanted, Integer.MAX_VALUE));
    return fills;
  }

  void turn() throws IOException {
    answers.add(run());
  }

  /** Discards the last turn. */
  void forgetTurn() {
    answers.remove(answers.size() - 1);
  }

  /** Time of one message or operation, turn by turn. */
  double[] nanos() {
    return perMessage(Answer::nanos);
  }

  /** Processor seconds of all ranks for 10^9 bytes, turn by turn. */
  double[] cpuSecondsPerGigabyte() {
    return perMessage(answer -> (double) answer.cpuNanos() / point.bytes());
  }

  /** Processor time of all ranks in % of the time of the slowest, turn by turn. */
  double[] coresPercent() {
    return answers.stream()
        .mapToDouble(answer -> PERCENT * answer.cpuNanos() / answer.nanos())
        .toArray();
  }

  /** Bytes of Java heap that all ranks allocated for one message, turn by turn. */
  double[] allocated() {
    return perMessage(Answer::allocated);
  }

  private double[] perMessage(ToDoubleFunction<Answer> total) {
    double messages = (double) iterations * point.perIteration();
    return answers.stream().mapToDouble(total).map(value -> value / messages).toArray();
  }

  /** Whether all bytes were checked and correct in every turn. */
  boolean isVerified() {
    return !answers.isEmpty() && answers.stream().allMatch(Answer::verified);
  }

  private Answer run() throws IOException {
    String task = point.task(contender.memory(point), iterations).toString();
    Answer answer = contender.group().run(task);
    if (!answer.verified()) {
      throw new IOException(contender.name() + " received wrong bytes: \"" + task + "\"");
    }
    return answer;
  }
}
