package io.crossmem.message;

/** The sender's half of a large message. */
final class Outgoing {
  /** What the receiver calls it. */
  final int number;

  Peer peer;
  Request request; // null while this is not in use

  // Parts to send through the ring:
  int receive; // the receiver's number of the message
  long position; // of the next part
  long end;
  boolean whole; // no other way had a part in it: sent means done

  // Parts to write:
  boolean writing;
  long address; // of the receiver's buffer
  int claim;
  int part; // bytes
  long written; // bytes

  boolean abandoned; // withdrawn, while the receiver may still answer

  Outgoing(int number) {
    this.number = number;
  }

  void start(Peer to, Request of) {
    peer = to;
    request = of;
    position = 0;
    end = 0;
    writing = false;
    abandoned = false;
  }

  boolean isActive() {
    return writing || position < end;
  }
}
