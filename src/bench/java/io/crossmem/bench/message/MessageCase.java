package io.crossmem.bench.message;

import java.util.Locale;
import java.util.Map;

/**
 * One row of a table.
 *
 * @param buffer our kind of buffer: direct, huge ({@code MessageBuffer}) or heap
 * @param peerBuffer that of MPI in C: plain, or huge for 2 MiB pages
 * @param wanted the most that our time may be of the peer's, NaN where nothing was promised
 */
record MessageCase(
    Operation operation, long bytes, String buffer, String peerBuffer, double wanted) {

  private static final Map<String, String> BUFFERS =
      Map.of("direct", "direct", "heap", "array", "huge", "MessageBuffer");

  /** A command of the ranks. */
  enum Operation {
    PINGPONG("half round trip", 2),
    RATE("one direction", 64),
    BARRIER("barrier", 1),
    REDUCE("reduce", 1),
    ALLREDUCE("allreduce", 1);

    private final String label;
    private final int perIteration;

    Operation(String label, int perIteration) {
      this.label = label;
      this.perIteration = perIteration;
    }

    String command() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Messages, or collective operations, in what the ranks count as one. */
    int perIteration() {
      return perIteration;
    }
  }

  static MessageCase of(Operation operation, long bytes, String buffer, double wanted) {
    return new MessageCase(operation, bytes, buffer, "plain", wanted);
  }

  String label() {
    if (operation == Operation.BARRIER) {
      return operation.label;
    }
    String size = operation.label + ", " + Quantities.bytes(bytes);
    return size + ", " + BUFFERS.get(buffer) + (peerBuffer.equals("huge") ? ", MPI too" : "");
  }
}
