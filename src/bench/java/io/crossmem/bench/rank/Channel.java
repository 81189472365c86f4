package io.crossmem.bench.rank;

import java.io.IOException;

/** How the messages of one task travel between two ranks, seen by one of them. */
public interface Channel {
  /** Sends what lies in a slot of {@code out}; when this returns the slot may be changed. */
  void send(int slot) throws IOException;

  /** Receives a whole message into a slot of {@code in}. */
  void receive(int slot) throws IOException;

  /** Sends the slots from 0 on, all at a time if the system can. */
  default void sendAll(int slots) throws IOException {
    for (int slot = 0; slot < slots; slot++) {
      send(slot);
    }
  }

  /** Receives into the slots from 0 on, all at a time if the system can. */
  default void receiveAll(int slots) throws IOException {
    for (int slot = 0; slot < slots; slot++) {
      receive(slot);
    }
  }

  /** Sends and receives the slots from 0 on, both directions at a time. */
  default void exchange(int slots) throws IOException {
    throw new UnsupportedOperationException("messages go one way only");
  }

  /** Rank 1: tells rank 0, by a message of eight bytes, that all has come. */
  default void acknowledge() throws IOException {
    throw new UnsupportedOperationException("messages go one way only");
  }

  /** Rank 0: waits for {@link #acknowledge}. */
  default void awaitAcknowledgement() throws IOException {
    throw new UnsupportedOperationException("messages go one way only");
  }

  /**
   * Moves forward what this system moves only while it is called. A rank that waits for the others
   * does it again and again, for they may need what it has not sent yet, although its own part is
   * over.
   */
  default void advance() throws IOException {}

  /** Does the collective operation that the task names, all ranks together. */
  default void collective() throws IOException {
    throw new UnsupportedOperationException("messages go from one rank to one other only");
  }
}
