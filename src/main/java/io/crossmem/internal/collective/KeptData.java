package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** The data of an operation, whose memory is retained while the operation is in progress. */
final class KeptData {
  private static final Payload[] NONE = {};

  private Payload first; // null if there is none
  private Payload second;
  private Payload[] others = NONE;

  /**
   * Retains both; either may be null.
   *
   * @throws IllegalStateException if the memory of one was released before; then none is retained
   */
  void keep(Payload one, Payload other) {
    if (one != null) {
      one.retain();
    }
    if (other != null) {
      retain(other, one);
    }
    first = one;
    second = other;
  }

  /** The same for any number; some may be null. */
  void keepAll(Payload... all) {
    int kept = 0;
    try {
      for (; kept < all.length; kept++) {
        if (all[kept] != null) {
          all[kept].retain();
        }
      }
      others = all;
    } finally {
      if (kept < all.length) {
        releaseFirst(kept, all);
      }
    }
  }

  private static void releaseFirst(int count, Payload... all) {
    for (int i = 0; i < count; i++) {
      if (all[i] != null) {
        all[i].release();
      }
    }
  }

  private static void retain(Payload payload, Payload held) {
    try {
      payload.retain();
    } catch (Throwable e) {
      if (held != null) {
        held.release();
      }
      throw e;
    }
  }

  void release(FirstFailure failure) {
    release(first, failure);
    release(second, failure);
    first = null;
    second = null;
    for (Payload other : others) {
      release(other, failure);
    }
    others = NONE;
  }

  private static void release(Payload payload, FirstFailure failure) {
    try {
      if (payload != null) {
        payload.release();
      }
    } catch (Throwable e) {
      failure.note(e);
    }
  }
}
