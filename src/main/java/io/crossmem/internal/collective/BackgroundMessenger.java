package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Afterwards;
import io.crossmem.internal.protocol.Operation;

/**
 * What a collective operation needs that goes on while its caller does something else: messages
 * that nobody waits for. Ranks are those of the world.
 *
 * <p>Where a method throws, it has done nothing.
 */
public interface BackgroundMessenger {
  /** Sends a small message if nothing is in its way; false if it did not. Never waits. */
  boolean trySend(Payload payload, long offset, long bytes, int dest, int tag);

  /** One for a message, which is not started yet. */
  Operation take();

  /** It was not started after all. */
  void give(Operation operation);

  /**
   * Starts an operation that tells its listener when it is over, which may be before this returns,
   * and then belongs to others. Never waits.
   */
  void startTelling(Operation operation);

  /** To be asked by a listener: does something soon, in a thread that holds no lock. */
  void after(Afterwards what);

  /** Lets all who wait in this process look whether it is for something that is over now. */
  void wake();
}
