package io.crossmem.internal.collective;

import io.crossmem.internal.protocol.FailureCause;

/**
 * What failed first in an operation; the rest follows from that, as a rule. Keeping it takes no
 * memory, for that may be what there is none of.
 */
final class FirstFailure {
  private boolean happened;
  private FailureCause cause; // null if it was thrown in this rank
  private long capacity;
  private Throwable thrown;

  boolean happened() {
    return happened;
  }

  void note(Throwable e) {
    if (!happened) {
      happened = true;
      thrown = e;
    }
  }

  /** That a message failed for which there was so much room. */
  void note(FailureCause why, long room) {
    if (!happened) {
      happened = true;
      cause = why;
      capacity = room;
    }
  }

  void forget() {
    happened = false;
    cause = null;
    thrown = null;
  }

  /** Forgets it, and throws it. */
  void raise() throws CollectiveFailure {
    FailureCause why = cause;
    Throwable e = thrown;
    forget();
    throw new CollectiveFailure(why != null ? why : FailureCause.threw(e), capacity);
  }
}
