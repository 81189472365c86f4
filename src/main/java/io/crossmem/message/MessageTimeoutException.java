package io.crossmem.message;

/**
 * A receive or a request did not complete in time. Nothing is lost: the receive has taken no
 * message, and the request continues.
 */
public class MessageTimeoutException extends MessageException {
  private static final long serialVersionUID = 1L;

  MessageTimeoutException(String message) {
    super(message);
  }
}
