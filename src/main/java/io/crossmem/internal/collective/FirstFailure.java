package io.crossmem.internal.collective;

import io.crossmem.internal.protocol.FailureCause;

/**
 * The first failure in an operation; later failures usually follow from it. Storing it allocates
 * nothing, since the failure may be a lack of memory.
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

  /** Notes the failure of a message; {@code room} is its expected length. */
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

  /** Throws the failure, if there is one, and clears it. */
  void raise() throws CollectiveFailure {
    CollectiveFailure failure = asException();
    forget();
    throw failure;
  }

  CollectiveFailure asException() {
    return new CollectiveFailure(cause != null ? cause : FailureCause.threw(thrown), capacity);
  }
}
