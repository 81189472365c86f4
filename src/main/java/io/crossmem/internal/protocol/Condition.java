package io.crossmem.internal.protocol;

/** What a thread waits for; asked without the engine's lock. */
public interface Condition {
  boolean isDone();
}
