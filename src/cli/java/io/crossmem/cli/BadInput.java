package io.crossmem.cli;

/** The input is invalid; the message says what was expected. Exit status 2. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInput(String message) {
    super(message);
  }
}
