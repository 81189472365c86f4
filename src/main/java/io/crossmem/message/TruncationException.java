package io.crossmem.message;

import java.util.Locale;

/**
 * A message was longer than the buffer of the receive. The buffer is unchanged. Only this message
 * is lost.
 */
public class TruncationException extends MessageException {
  private static final long serialVersionUID = 1L;
  private final transient Status status;

  TruncationException(Status status, long capacity) {
    super(
        String.format(
            Locale.ROOT,
            "a message of %d bytes from rank %d with tag %d does not fit into %d bytes",
            status.bytes(),
            status.source(),
            status.tag(),
            capacity));
    this.status = status;
  }

  /**
   * The message that did not fit.
   *
   * @return its source, tag and length
   */
  public Status status() {
    return status;
  }
}
