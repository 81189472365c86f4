package io.crossmem.internal.engine;

import io.crossmem.internal.network.Heartbeats;
import io.crossmem.internal.network.Network;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.PeerState;

/** The states of this node's ranks, for other nodes. Used under the engine's lock. */
final class NodeStates {
  private final Connections connections;
  private final Network network;
  private final int[] members; // the ranks of this node

  private NodeStates(Connections connections) {
    this.connections = connections;
    this.network = connections.network();
    Nodes nodes = network.nodes();
    this.members = nodes.members(nodes.nodeOf(connections.rank()));
  }

  /** Null if all ranks are on this node. */
  static NodeStates of(Connections connections) {
    return connections.network() == null ? null : new NodeStates(connections);
  }

  /** Polls the network if it is due; returns whether there was progress. */
  boolean pollInTurn() {
    return network.isTurn() && network.poll();
  }

  /** This rank has left: tells all ranks that it has exchanged messages with. */
  void leave() {
    network.close();
    beat(true, true);
  }

  /**
   * Sends a heartbeat.
   *
   * @param left whether this rank has left
   * @param all also tells ranks that do not listen to this one, if it has sent them anything
   */
  void beat(boolean left, boolean all) {
    Heartbeats.State[] states = new Heartbeats.State[members.length];
    for (int i = 0; i < members.length; i++) {
      boolean isSelf = members[i] == connections.rank();
      states[i] = isSelf ? ownState(left) : state(connections.peer(members[i]).state());
    }
    network.heartbeats().beat(states, all);
  }

  private static Heartbeats.State ownState(boolean left) {
    return left ? Heartbeats.State.LEFT : Heartbeats.State.ALIVE;
  }

  private static Heartbeats.State state(PeerState state) {
    return switch (state) {
      case LEFT -> Heartbeats.State.LEFT;
      case DIED -> Heartbeats.State.DIED;
      case ALIVE, LOST, UNHEARD -> Heartbeats.State.ALIVE;
    };
  }

  /** False as soon as a rank has failed; null while some ranks have not left. */
  Boolean haveOthersLeft() {
    boolean all = true;
    for (int i = 0; i < connections.size(); i++) {
      PeerState state = connections.peer(i).state();
      if (i != connections.rank() && state != PeerState.LEFT) {
        if (state != PeerState.ALIVE) {
          return false;
        }
        all = false;
      }
    }
    return all ? true : null;
  }
}
