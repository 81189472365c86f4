package io.crossmem.bench.rank;

/**
 * A task for the ranks of a group, sent as one line.
 *
 * @param exercise which of {@link Exercises}
 * @param memory {@code plain} pages of 4 KiB, {@code huge} ones of 2 MiB, or the {@code heap}
 * @param state how their memory is used between messages
 * @param bytes of a message: a power of two, 8 or more
 * @param blocks number of blocks in a message, with gaps of the same length between
 * @param iterations that are timed
 */
public record Task(
    String exercise, String memory, State state, int bytes, int blocks, int iterations) {
  /** Messages of {@code rate} that are sent one by one before the reply. */
  public static final int RATE_WINDOW = 64;

  private static final int LINE = 64;
  private static final int WINDOW_BYTES = 4 << 20;
  private static final int LEAST_WINDOW = 4;
  private static final int MOST_WINDOW = 64;

  /** The line that {@link #toString} makes. */
  static Task parse(String line) {
    String[] words = line.split(" ");
    return new Task(
        words[0],
        words[1],
        State.parse(words[2]),
        Integer.parseInt(words[3]),
        Integer.parseInt(words[4]),
        Integer.parseInt(words[5]));
  }

  @Override
  public String toString() {
    return exercise
        + " "
        + memory
        + " "
        + state.word()
        + " "
        + bytes
        + " "
        + blocks
        + " "
        + iterations;
  }

  /** Whether messages are in no cache when they are sent. */
  public boolean cold() {
    return state == State.COLD;
  }

  /** Whether messages are completely written and read. */
  boolean isFresh() {
    return state == State.FRESH;
  }

  /** The same for another number of iterations. */
  public Task withIterations(int newIterations) {
    return new Task(exercise, memory, state, bytes, blocks, newIterations);
  }

  /** The same in another memory. */
  Task withMemory(String newMemory) {
    return new Task(exercise, newMemory, state, bytes, blocks, iterations);
  }

  /** Messages in progress at a time in {@code stream} and {@code bidirectional}. */
  public static int window(int bytes) {
    return Math.max(LEAST_WINDOW, Math.min(MOST_WINDOW, WINDOW_BYTES / bytes));
  }

  /** Bytes from the start of one message in memory to that of the next. */
  int slotStride() {
    return cold() ? Math.max(bytes, LINE) : blocks == 1 ? bytes : 2 * bytes;
  }

  /** Number of messages in memory. */
  int slots() {
    if (cold()) {
      return iterations; // each in separate memory, so that none is in a cache
    }
    return exercise.equals("stream") || exercise.equals("bidirectional") ? window(bytes) : 1;
  }

  public int blockBytes() {
    return bytes / blocks;
  }
}
