package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Messages of one rank that are in progress at the same time, and the local steps after them. */
final class ScheduleRound {
  final List<Message> messages = new ArrayList<>();
  final List<Consumer<LocalWork>> steps = new ArrayList<>();

  /**
   * One message.
   *
   * @param mayBeShorter as in {@link CollectiveContext#receiveAtMost}
   * @param other a rank of the whole group
   */
  record Message(
      boolean isSend, Payload data, long offset, long bytes, boolean mayBeShorter, int other) {
    /** The same message without data; it replaces this one after a failure. */
    Message empty() {
      return new Message(isSend, StartedOperations.NOTHING, 0, 0, false, other);
    }
  }

  boolean isEmpty() {
    return messages.isEmpty() && steps.isEmpty();
  }
}
