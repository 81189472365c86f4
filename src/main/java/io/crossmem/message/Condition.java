package io.crossmem.message;

/** What a thread waits for; asked without the engine's lock. */
interface Condition {
  boolean isDone();
}
