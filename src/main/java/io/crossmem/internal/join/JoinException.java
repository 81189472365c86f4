package io.crossmem.internal.join;

import java.io.IOException;

/** A group cannot be joined; the message tells the user why. */
public final class JoinException extends IOException {
  private static final long serialVersionUID = 1;

  JoinException(String why) {
    super(why);
  }

  JoinException(String why, Throwable cause) {
    super(why, cause);
  }
}
