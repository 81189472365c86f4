package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;

/** Looks for messages that are here, without receiving them. */
public final class Probes {
  private final LockedProgress locked;
  private final Progress progress;

  Probes(LockedProgress locked) {
    this.locked = locked;
    this.progress = locked.progress;
  }

  /**
   * The message that such a receive would get; null if none is here.
   *
   * @throws IllegalStateException if the communicator is closed
   */
  public Probed find(Context context, int source, int tag) {
    return look(context, source, tag, false);
  }

  /** The same, and takes it out: only {@link Engine#startMatched} gets it then. */
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
