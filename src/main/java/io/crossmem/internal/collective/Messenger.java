package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Operation;

/**
 * What collective operations need of the rooms below, in the context of one communicator. Ranks are
 * those of the world.
 *
 * <p>Where a method throws, it has done nothing.
 */
public interface Messenger {
  /** The largest payload that an entry of any ring carries: the same in all processes. */
  int maxPayload();

  /**
   * Does nothing where an operation can begin.
   *
   * @throws IllegalStateException if it cannot: this side has been closed, or the caller is an
   *     operation of the user's, on elements, which the engine is calling
   */
  void requireOpen();

  /** Sends a small message if nothing is in its way; false if it did not. Never waits. */
  boolean trySend(Payload payload, long offset, long bytes, int dest, int tag);

  /**
   * Takes a small message that is here, or comes soon; false if it did not. A message that does not
   * fit is left for an operation, which fails.
   */
  boolean tryReceive(Payload into, int source, int tag);

  /**
   * Receives, by an operation that is not started, a message of just its length that is here, or
   * comes soon; false if it did not.
   */
  boolean tryReceive(Operation receive);

  /** Takes a small message that is here, and is just as long as its place; false if it did not. */
  boolean tryTake(Payload into, int source, int tag);

  /** Starts an operation; never waits. It may be done when this returns, and may have failed. */
  void start(Operation operation);

  /** Waits until an operation is done. Where this throws, it goes on, and can be awaited again. */
  void await(Operation operation);

  /** Gives up an operation that cannot be awaited; it is over when this returns. */
  void abort(Operation operation, Throwable why);
}
