package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.protocol.Eager;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.TagMatcher;
import io.crossmem.internal.protocol.rendezvous.RecvFaults;
import io.crossmem.internal.protocol.rendezvous.RecvRendezvous;
import io.crossmem.internal.protocol.rendezvous.SendRendezvous;
import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.TypedView;

/** Passes an entry of a ring to the part of the protocol that handles it. */
final class EntryDispatcher {
  private final TagMatcher matcher;
  private final Eager eager;
  private final SendRendezvous sends;
  private final RecvRendezvous receives;
  private final RecvFaults recvFaults;
  private final Failures failures;

  EntryDispatcher(
      TagMatcher matcher,
      Eager eager,
      SendRendezvous sends,
      RecvRendezvous receives,
      RecvFaults recvFaults,
      Failures failures) {
    this.matcher = matcher;
    this.eager = eager;
    this.sends = sends;
    this.receives = receives;
    this.recvFaults = recvFaults;
    this.failures = failures;
  }

  /** Returns the length of the entry's payload. If it throws, the entry can be handled again. */
  int handle(Peer peer) throws CorruptRingException {
    long kindAndContext = peer.in.kindAndContext();
    int kind = TypedView.first(kindAndContext);
    if (kind == EAGER) {
      int context = TypedView.second(kindAndContext);
      return eager.onEager(peer, context, failures.isClosed(context));
    }
    if (kind == DATA) {
      return receives.onData(peer);
    }
    switch (kind) {
      case RTS -> onRts(peer, TypedView.second(kindAndContext));
      case CTS_DATA -> sends.onCtsData(peer);
      case CTS_PUT -> sends.onCtsPut(peer);
      case CTS_NETWORK -> sends.onCtsNetwork(peer);
      case ATS -> sends.onAts(peer);
      case ATP -> receives.onAtp(peer);
      case CANCEL -> recvFaults.onCancel(peer);
      case CANCEL_ACK -> sends.onCancelAck(peer);
      default -> throw new CorruptRingException("entry of unknown kind " + kind);
    }
    return 0;
  }

  private void onRts(Peer peer, int context) throws CorruptRingException {
    IncomingMessage message = receives.onRts(peer);
    if (failures.isClosed(context)) {
      receives.refuse(message, STATUS_CLOSED);
      return;
    }
    Operation receive = matcher.takePosted(context, peer.rank, message.tag);
    if (receive != null) {
      receives.begin(message, receive);
      return;
    }
    boolean entered = false;
    try {
      matcher.arrive(message, context);
      entered = true;
    } finally {
      if (!entered) {
        receives.forget(message); // the RTS will be handled again
      }
    }
  }
}
