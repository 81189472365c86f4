package io.crossmem.internal.protocol.rendezvous;

import io.crossmem.internal.protocol.LinkedQueue;
import java.util.function.Predicate;

/**
 * Messages with parts to copy, a few parts at a time. They are completed in the order in which they
 * began: if they took turns, each would be moved in and out of the cache, and all would end late.
 * But a message that cannot continue lets the others pass, since they may be of other peers.
 */
final class ActiveMessages<T> {
  /** Few, since a part may be 1 MiB, and all of this happens under the engine's lock. */
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

  /** Removes a message; does nothing if it is not here. */
  void remove(LinkedQueue.Link<T> link) {
    if (link.isQueued()) {
      queue.remove(link);
      size--;
    }
  }

  /**
   * Calls {@code turn} for the first message, several times: it copies a part, and may remove the
   * message. If it returns false because nothing was copied, the message moves to the end.
   *
   * @return whether anything was copied
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
