package io.crossmem.bench.rank;

import java.io.IOException;

/** One rank's end of a connection between two ranks, for the messages of one task. */
public interface Channel {
  /** Sends the message in a slot of {@code out}; when this returns, the slot may be changed. */
  void send(int slot) throws IOException;

  /** Receives a whole message into a slot of {@code in}. */
  void receive(int slot) throws IOException;

  /** Sends the slots from 0 on, all at the same time if the system can. */
  default void sendAll(int slots) throws IOException {
    for (int slot = 0; slot < slots; slot++) {
      send(slot);
    }
  }

  /** Receives into the slots from 0 on, all at the same time if the system can. */
  default void receiveAll(int slots) throws IOException {
    for (int slot = 0; slot < slots; slot++) {
      receive(slot);
    }
  }

  /** Sends and receives the slots from 0 on, in both directions at the same time. */
  default void exchange(int slots) throws IOException {
    throw new UnsupportedOperationException("messages go one way only");
  }

  /** Rank 1: confirms to rank 0, by a message of eight bytes, that everything has arrived. */
  default void acknowledge() throws IOException {
    throw new UnsupportedOperationException("messages go one way only");
  }

  /** Rank 0: waits for {@link #acknowledge}. */
  default void awaitAcknowledgement() throws IOException {
    throw new UnsupportedOperationException("messages go one way only");
  }

  /**
   * Makes progress in systems that do so only inside calls. A rank that waits for others calls this
   * repeatedly, since they may need data that it has not completely sent yet.
   */
  default void advance() throws IOException {}

  /** The other rank can now read what is in the send memory. */
  default void expose() throws IOException {}

  /** What the other rank has written is now in the receive memory. */
  default void collect() throws IOException {}

  /** Executes the collective operation of the task, together with all ranks. */
  default void collective() throws IOException {
    throw new UnsupportedOperationException("messages go from one rank to one other only");
  }
}
