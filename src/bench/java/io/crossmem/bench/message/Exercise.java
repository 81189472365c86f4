package io.crossmem.bench.message;

import io.crossmem.message.Communicator;
import java.io.IOException;

/**
 * What a rank repeats and measures. What is sent is a pattern of its sender and command, in which
 * each iteration changes one word, another each time: so each message differs from the one before,
 * is checked in that word at once, and in all of them at the end. The C baseline does the same.
 */
abstract class Exercise {
  private static final int STRIDE = 521;

  final Communicator communicator;
  final int rank;
  final Buffers out;
  final Buffers in;
  final int words;

  /** Counts the commands, so that what an earlier one left is never taken for good. */
  long seed;

  /** Words that were received and are not what was sent. */
  long wrong;

  Exercise(Communicator communicator, Buffers out, Buffers in, int words) {
    this.communicator = communicator;
    this.rank = communicator.rank();
    this.out = out;
    this.in = in;
    this.words = words;
  }

  static Exercise of(String operation, String buffer, int size, Communicator communicator) {
    if (operation.equals("reduce") || operation.equals("allreduce")) {
      Buffers out = Buffers.ofDoubles(buffer, size);
      Buffers in = Buffers.ofDoubles(buffer, size);
      return new Reduction(communicator, out, in, size / Long.BYTES, operation.equals("reduce"));
    }
    Buffers out = Buffers.ofBytes(buffer, size);
    Buffers in = Buffers.ofBytes(buffer, size);
    return switch (operation) {
      case "pingpong" -> new PingPong(communicator, out, in, size / Long.BYTES);
      case "rate" -> new OneWay(communicator, out, in, size / Long.BYTES);
      case "barrier" -> new Barrier(communicator, out, in);
      default -> throw new IllegalArgumentException("no such operation: " + operation);
    };
  }

  final void start(long newSeed) {
    seed = newSeed;
    wrong = 0;
    fill();
  }

  abstract void fill();

  abstract void repeat(long from, long to) throws IOException;

  /** Looks at all that was received, after {@code iterations} since {@link #start}. */
  abstract void check(long iterations);

  /** The word that an iteration changes. */
  final int stamped(long i) {
    return (int) (i * STRIDE & (words - 1));
  }

  private static final class Barrier extends Exercise {
    Barrier(Communicator communicator, Buffers out, Buffers in) {
      super(communicator, out, in, 1);
    }

    @Override
    void fill() {}

    @Override
    void repeat(long from, long to) throws IOException {
      for (long i = from; i < to; i++) {
        communicator.barrier();
      }
    }

    @Override
    void check(long iterations) {} // moves no bytes
  }
}
