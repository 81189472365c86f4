package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.DeferredAction;
import io.crossmem.internal.protocol.Operation;

/**
 * The messages of a non-blocking collective operation, which no thread waits for. Ranks are those
 * of the whole group.
 *
 * <p>If a method throws, it has done nothing.
 */
public interface BackgroundMessenger {
  /**
   * Sends a small message if this is possible immediately; otherwise returns false. Never waits.
   */
  boolean trySend(Payload payload, long offset, long bytes, int dest, int tag);

  /** Returns an operation for a message; it is not started yet. */
  Operation take();

  /** Gives back an operation that was not started. */
  void give(Operation operation);

  /**
   * Starts an operation that notifies its listener when it completes, possibly before this returns.
   * After that the operation may be reused. Never waits.
   */
  void startWithListener(Operation operation);

  /** Called by a listener: runs an action soon, in a thread that holds no lock. */
  void defer(DeferredAction action);

  /** Makes all waiting threads of this process check their conditions again. */
  void wake();
}
