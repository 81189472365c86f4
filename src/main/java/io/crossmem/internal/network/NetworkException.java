package io.crossmem.internal.network;

import java.io.IOException;

/** What is between the nodes cannot be used: the message says why, for the user. */
public final class NetworkException extends IOException {
  private static final long serialVersionUID = 1;

  NetworkException(String why) {
    super(why);
  }
}
