package io.crossmem.demo;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import java.util.stream.LongStream;

/** What two ranks do with the slots of a round. Rank 0 leads, and takes the time. */
enum Exercise {
  /** Each message comes back before the next one goes: half of that is one message's time. */
  PING_PONG("ping-pong", 2) {
    @Override
    void lead(Communicator communicator, Data[] out, Data[] back, LongStream.Builder nanos)
        throws MessageException {
      for (int slot = 0; slot < out.length; slot++) {
        long before = System.nanoTime();
        communicator.send(out[slot], 1, TAG);
        communicator.recv(back[slot], 1, TAG);
        nanos.add((System.nanoTime() - before) / 2);
      }
    }

    @Override
    void follow(Communicator communicator, Data[] slots) throws MessageException {
      for (Data slot : slots) {
        communicator.recv(slot, 0, TAG);
        communicator.send(slot, 0, TAG);
      }
    }
  },

  /** One message after the other, and an empty one back when all are there. */
  STREAM("stream", 1) {
    @Override
    void lead(Communicator communicator, Data[] out, Data[] back, LongStream.Builder nanos)
        throws MessageException {
      long before = System.nanoTime();
      for (Data slot : out) {
        communicator.send(slot, 1, TAG);
      }
      communicator.recv(NOTHING, 1, TAG);
      long each = (System.nanoTime() - before) / out.length;
      for (int slot = 0; slot < out.length; slot++) {
        nanos.add(each);
      }
    }

    @Override
    void follow(Communicator communicator, Data[] slots) throws MessageException {
      for (Data slot : slots) {
        communicator.recv(slot, 0, TAG);
      }
      communicator.send(NOTHING, 0, TAG);
    }
  };

  private static final int TAG = 0;
  private static final Data NOTHING = Data.of(new byte[0]);

  final String words;

  /** For each slot. */
  final int messages;

  Exercise(String words, int messages) {
    this.words = words;
    this.messages = messages;
  }

  /**
   * Rank 0's part.
   *
   * @param out what to send
   * @param back where to put what comes back, if it does
   * @param nanos takes the time of each message
   */
  abstract void lead(Communicator communicator, Data[] out, Data[] back, LongStream.Builder nanos)
      throws MessageException;

  /** Rank 1's part. */
  abstract void follow(Communicator communicator, Data[] slots) throws MessageException;

  /** Whether rank 0 gets the messages back. */
  boolean returns() {
    return this == PING_PONG;
  }
}
