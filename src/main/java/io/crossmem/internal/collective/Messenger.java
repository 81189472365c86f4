package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Operation;

/**
 * The interface from collective operations to the engine, for one communicator. Ranks are those of
 * the whole group.
 *
 * <p>A method that throws has done nothing.
 */
public interface Messenger {
  /** The largest payload of a ring entry; the same in all processes. */
  int maxPayload();

  /**
   * Checks that an operation can begin.
   *
   * @throws IllegalStateException if it cannot: the communicator is closed, or the caller is the
   *     user's reduction operator, which the engine is calling
   */
  void requireOpen();

  /** Sends a small message if this is possible immediately; false if not. Never waits. */
  boolean trySend(Payload payload, long offset, long bytes, int dest, int tag);

  /**
   * Receives a small message that is here or arrives soon; false if there is none. A message that
   * does not fit is left for an operation, which then fails.
   */
  boolean tryReceive(Payload into, int source, int tag);

  /**
   * Receives, by an operation that is not started, a message with exactly its length that is here
   * or arrives soon; false if there is none.
   */
  boolean tryReceive(Operation receive);

  /** Receives a small message that is here and has exactly the right length; false if none. */
  boolean tryTake(Payload into, int source, int tag);

  /** Starts an operation; never waits. It may be complete or failed when this returns. */
  void start(Operation operation);

  /** Waits for an operation. If this throws, the operation continues and can be awaited again. */
  void await(Operation operation);

  /** Aborts an operation that cannot be awaited; it has ended when this returns. */
  void abort(Operation operation, Throwable why);
}
