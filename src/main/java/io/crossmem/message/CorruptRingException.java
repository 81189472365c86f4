package io.crossmem.message;

/** The other process wrote into its ring what it never should: nothing of it is used any more. */
final class CorruptRingException extends Exception {
  private static final long serialVersionUID = 1L;

  CorruptRingException(String message) {
    super(message);
  }
}
