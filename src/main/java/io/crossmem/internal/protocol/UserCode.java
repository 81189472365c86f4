package io.crossmem.internal.protocol;

/**
 * Is notified while the user's code runs under the engine's lock; that code must not take the lock.
 */
public interface UserCode {
  void enter();

  void leave();
}
