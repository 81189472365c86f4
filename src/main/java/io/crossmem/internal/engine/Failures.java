package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.RingDescriptor.STATUS_CLOSED;

import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.Completions;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Eager;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.MappingCache;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.TagMatcher;
import io.crossmem.internal.protocol.rendezvous.RecvFaults;
import io.crossmem.internal.protocol.rendezvous.RecvRendezvous;
import io.crossmem.internal.protocol.rendezvous.SendRendezvous;
import java.util.BitSet;
import java.util.function.Function;

/** Ends operations that cannot continue: a peer is gone, a communicator closed, a call aborted. */
final class Failures {
  private final Connections connections;
  private final TagMatcher matcher;
  private final Completions completions;
  private final Eager eager;
  private final SendRendezvous sends;
  private final RecvRendezvous receives;
  private final RecvFaults recvFaults;
  private final MappingCache mappings;
  private final Survivors survivors;
  private final BitSet closedContexts = new BitSet();

  Failures(
      Connections connections,
      TagMatcher matcher,
      Completions completions,
      Eager eager,
      SendRendezvous sends,
      RecvRendezvous receives,
      RecvFaults recvFaults,
      MappingCache mappings,
      Survivors survivors) {
    this.connections = connections;
    this.matcher = matcher;
    this.completions = completions;
    this.eager = eager;
    this.sends = sends;
    this.receives = receives;
    this.recvFaults = recvFaults;
    this.mappings = mappings;
    this.survivors = survivors;
  }

  /** Whether this process has closed the communicator of a message. */
  boolean isClosed(int context) {
    return context >= 0 && closedContexts.get(context);
  }

  /** Ends the operations of contexts, and drops messages that arrived for them. */
  void close(Context... contexts) {
    for (Context context : contexts) {
      context.close();
      closedContexts.set(context.id());
    }
    failIf(
        operation ->
            operation.context().isClosed() ? FailureCause.of(FailureCause.Kind.CLOSED, -1) : null);
    for (Arrival arrival : matcher.arrivals()) {
      if (closedContexts.get(arrival.context())) {
        refuse(arrival);
      }
    }
  }

  private void refuse(Arrival arrival) {
    if (arrival.message() == null) {
      eager.drop(arrival);
    } else {
      receives.refuse(arrival.message(), STATUS_CLOSED);
      matcher.drop(arrival);
    }
  }

  /** Drops all arrived messages; the process is about to leave. */
  void dropArrivals() {
    matcher.arrivals().forEach(this::refuse);
  }

  /**
   * Aborts one operation whose caller was ended by an exception. It is cancelled if no other rank
   * knows of it; otherwise it fails, perhaps a moment later.
   */
  void abort(Operation operation, Throwable thrown) {
    boolean withdrawn =
        operation.isSend()
            ? connections.peer(operation.peer()).withdraw(operation)
            : matcher.withdraw(operation);
    if (withdrawn) {
      completions.fail(operation, FailureCause.of(FailureCause.Kind.CANCELLED, -1));
      return;
    }
    FailureCause cause = FailureCause.threw(thrown);
    sends.failIf(other -> other == operation ? cause : null);
    recvFaults.failIf(other -> other == operation ? cause : null);
  }

  /** Treats all peers without a mapped ring as lost, since their rings may be the unusable ones. */
  void losePeersWithoutRing(String why) {
    for (int i = 0; i < connections.size(); i++) {
      Peer peer = connections.peer(i);
      if (peer.in == null && i != connections.rank() && !peer.isRemote()) {
        lose(peer, PeerState.LOST, why);
      }
    }
  }

  /** Marks a peer as gone: everything that depends on it fails. */
  void lose(Peer peer, PeerState state, String why) {
    boolean wasLeft = peer.state() == PeerState.LEFT && state == PeerState.UNHEARD;
    if (!peer.isAlive() && !wasLeft) {
      return;
    }
    if (state == PeerState.DIED || state == PeerState.UNHEARD) {
      survivors.onDeath();
    } else if (state == PeerState.LOST) {
      withdrawSends(peer, why);
    }
    peer.lose(state, why);
    for (Arrival arrival : matcher.arrivals()) {
      IncomingMessage message = arrival.message();
      if (arrival.source() == peer.rank && message != null && !message.outlivesSender()) {
        matcher.drop(arrival);
      }
    }
    sends.onPeerGone(peer);
    recvFaults.onPeerGone(peer);
    mappings.drop(peer);
    failIf(survivors::goneFor);
    connections.ignore(peer);
  }

  /** Cancels all sends to a peer that lives, since it may be reading memory that is freed now. */
  private void withdrawSends(Peer peer, String why) {
    FailureCause cause = FailureCause.of(FailureCause.Kind.PEER_LOST, peer.rank, why);
    sends.failIf(send -> send.peer() == peer.rank ? cause : null);
  }

  private void failIf(Function<Operation, FailureCause> why) {
    for (Operation receive : matcher.posted()) {
      FailureCause cause = why.apply(receive);
      if (cause != null) {
        matcher.withdraw(receive);
        completions.fail(receive, cause);
      }
    }
    sends.failIf(why);
    recvFaults.failIf(why);
    for (int i = 0; i < connections.size(); i++) {
      failBacklog(connections.peer(i), why);
    }
  }

  private void failBacklog(Peer peer, Function<Operation, FailureCause> why) {
    if (peer.backlog().isEmpty()) {
      return;
    }
    for (Operation send : peer.waiting()) {
      FailureCause cause = why.apply(send);
      if (cause != null) {
        peer.withdraw(send);
        completions.fail(send, cause);
      }
    }
  }
}
