package io.crossmem.internal.protocol.rendezvous;

import io.crossmem.internal.protocol.LinkedQueue;
import java.util.function.Predicate;

/**
 * Messages with parts to copy, a few parts at a time. They end in the order in which they began: to
 * take turns would move each of them in and out of the cache, and the first would end last. But one
 * that cannot go on lets the others pass, which may be of other peers.
 */
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
   * Calls {@code turn} as often as there are messages, for the first of them: it copies a part, and
   * may remove the message. If it says that nothing moved, the next message is the first.
   *
   * @return whether any of them moved
   */
  boolean step(Predicate<T> turn) {
    boolean moved = false;
    int stuck = 0;
    for (int turns = Math.min(size, TURNS); turns > 0 && stuck < size; turns--) {
      if (turn.test(queue.first())) {
        moved = true;
      } else {
        queue.rotate();
        stuck++;
      }
    }
    return moved;
  }
}
