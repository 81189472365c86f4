package io.crossmem.bench.kernel;

/** Adds up the time that a rank spends in communication. */
public final class Stopwatch {
  private long nanos;
  private long start;

  /** Communication begins. */
  void start() {
    start = System.nanoTime();
  }

  /** Communication ends. */
  void stop() {
    nanos += System.nanoTime() - start;
  }

  /** Time between all starts and stops since the last {@link #reset}. */
  public long nanos() {
    return nanos;
  }

  /** Resets the sum. */
  public void reset() {
    nanos = 0;
  }
}
