package io.crossmem.bench.suite;

import io.crossmem.bench.rank.State;
import io.crossmem.bench.rank.Task;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What systems are compared at: one case at one size.
 *
 * @param name of the case
 * @param exercise that the ranks do
 * @param pages {@code plain} or {@code huge}
 * @param state what becomes of a message's memory from one message to the next
 * @param bytes of a message
 * @param blocks that it consists of
 */
record Point(String name, String exercise, String pages, State state, int bytes, int blocks) {
  private static final int MOST_COLD_BYTES = 32 << 20;
  private static final int MOST_COLD_MESSAGES = 1 << 12;
  private static final int LINE = 64;

  static Point hot(String name, String exercise, String pages, int bytes) {
    return new Point(name, exercise, pages, State.HOT, bytes, 1);
  }

  /** Of messages that are written and read as a whole. */
  static Point fresh(String name, String exercise, String pages, int bytes) {
    return new Point(name, exercise, pages, State.FRESH, bytes, 1);
  }

  boolean cold() {
    return state == State.COLD;
  }

  Point withExercise(String newExercise) {
    return new Point(name, newExercise, pages, state, bytes, blocks);
  }

  /** This, and the same with sizes that systems treat in other ways. */
  List<Point> ofAllKinds() {
    if (cold() || blocks > 1) {
      return List.of(this);
    }
    return IntStream.of(bytes, 64 << 10, 1 << 20)
        .mapToObj(size -> new Point(name, exercise, pages, state, size, 1))
        .toList();
  }

  Task task(String memory, int iterations) {
    return new Task(exercise, memory, state, bytes, blocks, iterations);
  }

  /**
   * The most iterations at a time, and for cold messages the only number of them: each lies in a
   * place of its own, so there are no more than fit into memory, and they are a power of two.
   */
  int mostIterations() {
    if (!cold()) {
      return Integer.MAX_VALUE;
    }
    return Math.max(1, Math.min(MOST_COLD_MESSAGES, MOST_COLD_BYTES / Math.max(LINE, bytes)));
  }

  /** Messages, or collective operations, in an iteration. */
  int perIteration() {
    return switch (exercise) {
      case "pingpong" -> 2;
      case "rate" -> Task.RATE_WINDOW;
      case "stream" -> Task.window(bytes);
      case "bidirectional" -> 2 * Task.window(bytes);
      default -> 1;
    };
  }
}
