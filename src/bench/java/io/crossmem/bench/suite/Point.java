package io.crossmem.bench.suite;

import io.crossmem.bench.rank.State;
import io.crossmem.bench.rank.Task;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A point of comparison: one case at one size.
 *
 * @param name of the case
 * @param exercise of the ranks
 * @param pages {@code plain} or {@code huge}
 * @param state how a message's memory is used between messages
 * @param bytes of a message
 * @param blocks number of blocks in a message
 */
record Point(String name, String exercise, String pages, State state, int bytes, int blocks) {
  private static final int MOST_COLD_BYTES = 32 << 20;
  private static final int LINE = 64;

  static Point hot(String name, String exercise, String pages, int bytes) {
    return new Point(name, exercise, pages, State.HOT, bytes, 1);
  }

  /** With messages that are completely written and read. */
  static Point fresh(String name, String exercise, String pages, int bytes) {
    return new Point(name, exercise, pages, State.FRESH, bytes, 1);
  }

  boolean cold() {
    return state == State.COLD;
  }

  Point withExercise(String newExercise) {
    return new Point(name, newExercise, pages, state, bytes, blocks);
  }

  /** This point, and the same with sizes that systems treat differently. */
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
   * The number of cold messages in a turn, a power of two, at most {@code most}. Each has its own
   * memory, so they must fit into memory.
   */
  int coldMessages(int most) {
    return Math.max(1, Math.min(most, MOST_COLD_BYTES / Math.max(LINE, bytes)));
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
