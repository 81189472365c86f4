package io.crossmem.internal.protocol;

/** Gives tests of other packages access to package-private parts of the protocol. */
public final class ProtocolProbe {
  private ProtocolProbe() {}

  /** Whether a receive waits for a message, or a send for room. */
  public static boolean isQueued(Operation operation) {
    return operation.isQueued();
  }

  /** Whether nothing waits to be sent to a peer, and nothing of its messages is kept. */
  public static boolean isQuiet(Peer peer) {
    return peer.controls.isEmpty() && peer.backlog.isEmpty() && !peer.hasPendingOutput;
  }

  /** Bytes of a peer's messages that no receive has matched. */
  public static long kept(Peer peer) {
    return peer.unexpected.bytes();
  }

  public static boolean isFlowStopped(Peer peer) {
    return peer.unexpected.isStopped();
  }

  /** Whether any message uses memory that is mapped. */
  public static boolean isInUse(MappingCache mappings) {
    return mappings.isInUse();
  }

  /** How many control messages wait for room in the ring to a peer. */
  public static int waitingControls(Peer peer) {
    return peer.controls.size();
  }
}
