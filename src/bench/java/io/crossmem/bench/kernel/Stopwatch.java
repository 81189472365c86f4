package io.crossmem.bench.kernel;

/** Adds up the time that a rank spends in communication. */
public final class Stopwatch {
  private long nanos;
  private long start;

  /** Communication begins. */
  void start() {
    start = System.nanoTime();
  }

  /** Communication is over for now. */
  void stop() {
    nanos += System.nanoTime() - start;
  }

  /** Time between all starts and stops since the last {@link #reset}. */
  public long nanos() {
    return nanos;
  }

  /** Forgets what it has added up. */
  public void reset() {
    nanos = 0;
  }
}
