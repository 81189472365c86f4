package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;

/** Finds ranks that are gone and that an operation needs. */
final class Survivors {
  private final Connections connections;
  private boolean anyoneDied;

  Survivors(Connections connections) {
    this.connections = connections;
  }

  void onDeath() {
    anyoneDied = true;
  }

  FailureCause goneFor(Operation operation) {
    return goneFor(operation.context(), operation.peer());
  }

  /**
   * Why an operation must fail: any member has died, for a collective operation, since others wait
   * for that member; the peer is gone; or all others are gone, for a receive from any source. Null
   * if it need not fail.
   */
  FailureCause goneFor(Context context, int peer) {
    if (anyoneDied && context.isCollective()) {
      Peer dead = firstDead(context.members());
      if (dead != null) {
        return dead.cause();
      }
    }
    if (peer == Operation.ANY) {
      Peer last = lastIfAllGone(context.members());
      return last == null ? null : last.cause();
    }
    Peer one = connections.peer(peer);
    return one.isAlive() ? null : one.cause();
  }

  private Peer firstDead(int[] members) {
    for (int member : members) {
      PeerState state = connections.peer(member).state();
      if (state == PeerState.DIED || state == PeerState.UNHEARD) {
        return connections.peer(member);
      }
    }
    return null;
  }

  private Peer lastIfAllGone(int[] members) {
    Peer last = null;
    for (int member : members) {
      if (member != connections.rank()) {
        last = connections.peer(member);
        if (last.isAlive()) {
          return null;
        }
      }
    }
    return last;
  }
}
