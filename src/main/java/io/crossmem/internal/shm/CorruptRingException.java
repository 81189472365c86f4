package io.crossmem.internal.shm;

/** The other process wrote a malformed entry into shared memory; the entry is not used. */
public final class CorruptRingException extends Exception {
  private static final long serialVersionUID = 1L;

  public CorruptRingException(String message) {
    super(message);
  }
}
