package io.crossmem.demo;

import java.io.IOException;
import java.util.stream.LongStream;

/** What two ranks do with the slots of a round. Rank 0 leads, and measures the time. */
enum Exercise {
  /** Each message is returned before the next is sent: half of that time is one message. */
  PING_PONG("ping-pong", 2) {
    @Override
    void lead(Wire out, Wire back, int slots, LongStream.Builder nanos) throws IOException {
      for (int slot = 0; slot < slots; slot++) {
        long before = System.nanoTime();
        out.send(slot);
        back.receive(slot);
        nanos.add((System.nanoTime() - before) / 2);
      }
    }

    @Override
    void follow(Wire wire, int slots) throws IOException {
      for (int slot = 0; slot < slots; slot++) {
        wire.receive(slot);
        wire.send(slot);
      }
    }
  },

  /** Consecutive messages, and an empty reply when all have arrived. */
  STREAM("stream", 1) {
    @Override
    void lead(Wire out, Wire back, int slots, LongStream.Builder nanos) throws IOException {
      long before = System.nanoTime();
      for (int slot = 0; slot < slots; slot++) {
        out.send(slot);
      }
      back.awaitAcknowledgement();
      long each = (System.nanoTime() - before) / slots;
      for (int slot = 0; slot < slots; slot++) {
        nanos.add(each);
      }
    }

    @Override
    void follow(Wire wire, int slots) throws IOException {
      for (int slot = 0; slot < slots; slot++) {
        wire.receive(slot);
      }
      wire.acknowledge();
    }
  };

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
   * @param back receives the messages that are sent back, if any
   * @param slots how many
   * @param nanos takes the time of each message
   */
  abstract void lead(Wire out, Wire back, int slots, LongStream.Builder nanos) throws IOException;

  /** Rank 1's part. */
  abstract void follow(Wire wire, int slots) throws IOException;

  /** Whether rank 0 gets the messages back. */
  boolean returns() {
    return this == PING_PONG;
  }
}
