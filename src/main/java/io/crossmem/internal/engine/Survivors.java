package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;

/** Who is gone that an operation cannot do without. */
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
   * Any member that died, for a collective operation, since others wait for that member; the peer;
   * all others, for a receive from any of them. Null if nobody is missing.
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
      if (connections.peer(member).state() == PeerState.DIED) {
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
