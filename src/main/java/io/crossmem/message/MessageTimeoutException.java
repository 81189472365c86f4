package io.crossmem.message;

/**
 * A receive or a request was not over in time. Nothing is lost: no message was taken for the
 * receive, and the request goes on.
 */
public class MessageTimeoutException extends MessageException {
  private static final long serialVersionUID = 1L;

  MessageTimeoutException(String message) {
    super(message);
  }
}
