package io.crossmem.internal.engine;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;

/**
 * Takes operations from the pool and gives them back. A receive that does not wait is prepared and
 * started in one step under the lock.
 */
public final class Operations {
  private final LockedProgress locked;

  Operations(LockedProgress locked) {
    this.locked = locked;
  }

  Operation take() {
    locked.lock();
    try {
      return locked.pool.take();
    } finally {
      locked.unlock();
    }
  }

  void give(Operation operation) {
    locked.lock();
    try {
      locked.pool.give(operation);
    } finally {
      locked.unlock();
    }
  }

  /**
   * Starts a receive of a caller that does not wait; it may be complete when this returns. The
   * listener is notified of its start and its end.
   *
   * @return null, or why it could not be started: then it has failed
   * @throws IllegalStateException if the communicator or the memory is closed; after this or any
   *     other exception of the user's memory, nothing has changed
   */
  public FailureCause startReceive(
      Context context,
      Payload into,
      int source,
      int tag,
      Operation.Listener listener,
      Object request) {
    int own = 0;
    locked.lock();
    try {
      locked.requireOpen(context);
      Operation receive = locked.pool.take().receive(context, into, source, tag, listener, request);
      boolean started = false;
      try {
        receive.begin();
        listener.onStart(receive, request);
        FailureCause refusal = locked.progress.start(receive);
        if (!receive.isQueued()) {
          own = receive.isDone() ? 1 : 0;
          locked.updateActive();
        }
        started = true;
        return refusal;
      } finally {
        if (!started) {
          undo(receive);
        }
      }
    } finally {
      locked.unlock(own);
    }
  }

  private void undo(Operation receive) {
    if (receive.isUnderWay()) {
      receive.revoke();
    }
    if (!receive.isDone()) {
      locked.pool.give(receive);
    }
    locked.updateActive();
  }
}
