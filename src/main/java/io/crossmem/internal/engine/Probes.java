package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;

/** Finds messages that have arrived, without receiving them. */
public final class Probes {
  private final LockedProgress locked;
  private final Progress progress;

  Probes(LockedProgress locked) {
    this.locked = locked;
    this.progress = locked.progress;
  }

  /**
   * Returns the message that such a receive would match; null if there is none.
   *
   * @throws IllegalStateException if the communicator is closed
   */
  public Probed find(Context context, int source, int tag) {
    return look(context, source, tag, false);
  }

  /** The same, for a matched probe: only {@link Engine#startMatched} can receive it afterwards. */
  public Probed take(Context context, int source, int tag) {
    return look(context, source, tag, true);
  }

  private Probed look(Context context, int source, int tag, boolean takes) {
    locked.lock();
    try {
      if (context.isClosed()) {
        throw new IllegalStateException("the communicator is closed");
      }
      locked.requireOpen();
      locked.advance();
      Arrival arrival =
          takes
              ? progress.matcher.take(context, source, tag)
              : progress.matcher.find(context, source, tag);
      if (arrival != null) {
        Arrival taken = takes ? arrival : null;
        return new Probed(arrival.source(), arrival.tag(), arrival.bytes(), null, taken);
      }
      FailureCause gone = progress.survivors.goneFor(context, source);
      return gone == null ? null : new Probed(0, 0, 0, gone, null);
    } finally {
      locked.unlock();
    }
  }
}
