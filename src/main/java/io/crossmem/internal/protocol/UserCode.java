package io.crossmem.internal.protocol;

/**
 * Is told when code of the user's runs under the engine's lock, which must not ask for the lock.
 */
public interface UserCode {
  void enter();

  void leave();
}
