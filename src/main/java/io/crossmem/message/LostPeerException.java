package io.crossmem.message;

/** The process of a peer ended while we were copying from or to it. */
final class LostPeerException extends Exception {
  private static final long serialVersionUID = 1L;
  final transient Peer peer;

  LostPeerException(Peer peer) {
    this.peer = peer;
  }
}
