package io.crossmem.internal.protocol.rendezvous;

import io.crossmem.internal.protocol.LinkedQueue;
import java.util.function.Predicate;

/** Messages with parts to copy: each has its turn, and a few of them at a time. */
final class ActiveMessages<T> {
  /** A part may be 1 MiB, and all of this happens under the engine's lock. */
  private static final int TURNS = 8;

  private final LinkedQueue<T> queue = new LinkedQueue<>();
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void add(LinkedQueue.Link<T> link) {
    queue.add(link);
    size++;
  }

  /** Does nothing if it is not here. */
  void remove(LinkedQueue.Link<T> link) {
    if (link.isQueued()) {
      queue.remove(link);
      size--;
    }
  }

  /**
   * Calls {@code turn} once for each of the next messages, which it may remove.
   *
   * @return whether any of them moved
   */
  boolean step(Predicate<T> turn) {
    boolean moved = false;
    for (int turns = Math.min(size, TURNS); turns > 0 && !queue.isEmpty(); turns--) {
      T message = queue.first();
      queue.rotate();
      moved |= turn.test(message);
    }
    return moved;
  }
}
