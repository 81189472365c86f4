package io.crossmem.internal.engine;

/** The time until which a thread waits, by System.nanoTime. */
final class Deadline {
  static final Deadline NEVER = new Deadline(0);

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  /** A number of ns from now: at most 2^62. */
  static Deadline in(long nanos) {
    return new Deadline(System.nanoTime() + nanos);
  }

  boolean isOver() {
    return this != NEVER && System.nanoTime() - end >= 0;
  }

  /** The remaining ns, from 0 to {@code most}. */
  long nanosLeft(long most) {
    return this == NEVER ? most : Math.max(0, Math.min(most, end - System.nanoTime()));
  }
}
