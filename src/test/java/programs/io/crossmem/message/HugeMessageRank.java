package io.crossmem.message;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Sends more than one buffer can hold from rank 0 to rank 1, by each protocol. Ranks of a launcher,
 * which join once, do it once.
 */
final class HugeMessageRank {
  private static final long BYTES = (2L << 30) + (5 << 20) + 8;
  private static final int STEP = 4096 + 8; // not the same place of each page
  private static final int PIECE = 1 << 20;

  private HugeMessageRank() {}

  public static void main(String... arguments) throws Exception {
    try (MessageBuffer memory = MessageBuffer.allocate(BYTES)) {
      requireParts(memory);
      boolean joinsOnce = arguments[0].equals(Ranks.BY_LAUNCHER);
      for (String protocol :
          joinsOnce ? List.of("chosen") : List.of("split", "mapped", "pipeline")) {
        try (Communicator world = Ranks.joinWith(protocol, arguments)) {
          if (world.rank() == 0) {
            visit(memory, protocol.hashCode(), true);
            world.send(Data.of(memory), 1, 0);
          } else {
            Status status = world.recv(Data.of(memory), 0, 0);
            if (!status.equals(new Status(0, 0, BYTES))) {
              throw new AssertionError(status);
            }
            visit(memory, protocol.hashCode(), false);
          }
        }
      }
    }
  }

  /** No single buffer can hold all of it, but parts of it can be reached. */
  private static void requireParts(MessageBuffer memory) {
    try {
      memory.buffer();
      throw new AssertionError("one buffer holds more than it can");
    } catch (IllegalStateException e) {
      // as it should be
    }
    ByteBuffer longest = memory.buffer(1, Integer.MAX_VALUE);
    longest.put(Integer.MAX_VALUE - 1, (byte) 3);
    memory.buffer(BYTES - 8, 8).putLong(0, 42);
    if (memory.buffer(Integer.MAX_VALUE, 1).get() != 3
        || memory.buffer(BYTES - 16, 16).getLong(8) != 42
        || longest.get(0) != 0) {
      throw new AssertionError("parts of one memory differ");
    }
  }

  private static void visit(MessageBuffer memory, long key, boolean write) {
    for (long start = 0; start < BYTES; start += PIECE) {
      ByteBuffer piece = memory.buffer(start, (int) Math.min(PIECE, BYTES - start));
      for (int at = 0; at + Long.BYTES <= piece.capacity(); at += STEP) {
        if (write) {
          piece.putLong(at, TestMessage.mix(key + start + at));
        } else if (piece.getLong(at) != TestMessage.mix(key + start + at)) {
          throw new AssertionError("byte " + (start + at) + " is wrong");
        }
      }
    }
  }
}
