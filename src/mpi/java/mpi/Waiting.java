package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.MessageException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other ranks do to shared memory, and moves messages on meanwhile. */
final class Waiting {
  private static final int SPINS = 300;
  private static final int YIELDS = 200;
  private static final long PAUSE_NANOS = 30_000;
  private static final int PAUSES_PER_CHECK = 64; // some 5 ms

  private final Communicator messages; // in which no message is ever sent

  Waiting(Communicator messages) {
    this.messages = messages;
  }

  /**
   * Returns once the condition holds.
   *
   * @param check throws if that can never be, such as after a death; asked a few times a second
   */
  @SuppressWarnings("ThreadPriorityCheck") // it only helps others: whoever waits looks again
  void await(BooleanSupplier condition, Runnable check) {
    for (int round = 1; !condition.getAsBoolean(); round++) {
      if (round <= SPINS) {
        Thread.onSpinWait();
      } else if (round <= SPINS + YIELDS) {
        Thread.yield();
      } else {
        moveMessages();
        if (round % PAUSES_PER_CHECK == 0 && !condition.getAsBoolean()) {
          check(condition, check);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** What the dead did last counts. */
  private static void check(BooleanSupplier condition, Runnable check) {
    try {
      check.run();
    } catch (MPIException e) {
      if (!condition.getAsBoolean()) {
        throw e;
      }
    }
  }

  /** A rank that this one waits for may itself wait for a message that is under way here. */
  private void moveMessages() {
    try {
      messages.iprobe(Communicator.ANY_SOURCE, Communicator.ANY_TAG);
    } catch (MessageException e) {
      // some rank is gone; the check finds whether it matters
    }
  }
}
