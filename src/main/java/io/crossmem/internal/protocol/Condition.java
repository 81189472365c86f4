package io.crossmem.internal.protocol;

/** What a thread waits for; checked without the engine's lock. */
public interface Condition {
  /** {@return whether the thread need not wait any more} */
  boolean isDone();
}
