package io.crossmem.message;

import java.io.IOException;

/** A message could not be sent or received, or a communicator could not be joined. */
public class MessageException extends IOException {
  private static final long serialVersionUID = 1L;

  MessageException(String message) {
    super(message);
  }

  MessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
