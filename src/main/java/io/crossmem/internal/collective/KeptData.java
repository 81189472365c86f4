package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** What an operation works on: kept from being given back while the operation goes on. */
final class KeptData {
  private Payload first; // null if there is none
  private Payload second;

  /**
   * Keeps them; either may be null.
   *
   * @throws IllegalStateException if one was given back before; then none is kept
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
