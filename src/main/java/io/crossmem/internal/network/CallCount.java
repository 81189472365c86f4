package io.crossmem.internal.network;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the calls of MPI that should return at once, so that another thread notices one that does
 * not. One thread at a time calls; any thread may ask.
 */
final class CallCount {
  private static final long DURING = 1; // the lowest bit; the others are a number

  private final AtomicLong calls = new AtomicLong();

  void begin() {
    calls.setOpaque((calls.getPlain() + 2) | DURING);
  }

  void end() {
    calls.setOpaque(calls.getPlain() & ~DURING);
  }

  /** A number of the call that has not returned yet, different for each; 0 if there is none. */
  long current() {
    long call = calls.getOpaque();
    return (call & DURING) == 0 ? 0 : call;
  }
}
