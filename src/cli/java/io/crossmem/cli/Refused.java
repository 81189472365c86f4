package io.crossmem.cli;

/** A command failed or could not finish. Exit status 1. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refused(String message) {
    super(message);
  }

  Refused(String message, Throwable cause) {
    super(message, cause);
  }
}
