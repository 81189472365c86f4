package io.crossmem.internal.shm;

/** The other process wrote into shared memory what it never should: nothing of it is used. */
public final class CorruptRingException extends Exception {
  private static final long serialVersionUID = 1L;

  public CorruptRingException(String message) {
    super(message);
  }
}
