package io.crossmem.message;

/** How to fail a request: each gets an exception of its own, with its communicator's ranks. */
interface Failing {
  void fail(Request request);
}
