package io.crossmem.internal.network;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Who lives on other nodes. Each rank hears one rank of each other node a few times within the
 * timeout, and that one names all of its node that have left or died, whom it can look at. So with
 * many nodes each rank sends to one or two of each, not to all ranks.
 *
 * <p>The rank to be heard is the one with the listener's slot, modulo the ranks of its node that
 * have not died.
 */
@SuppressWarnings("EnumOrdinal") // of states, as they are sent
public final class Heartbeats {
  /** What is known of a rank. */
  public enum State {
    ALIVE,
    LEFT,
    DIED,
    /** Nothing was heard of its node for too long. */
    UNHEARD
  }

  /** What it had sent before may come after another of its node says that it is gone. */
  private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int BEATS = 8; // within the timeout
  private static final State[] STATES = State.values();

  private final Nodes nodes;
  private final int own;
  private final Links links;
  private final long timeout;
  private final State[] told; // by rank
  private final long[] toldAt; // by rank, by System.nanoTime
  private final boolean[] toldItself; // by rank: nothing comes from it any more
  private final long[] heard; // by node, by System.nanoTime
  private long now = System.nanoTime();

  Heartbeats(Nodes nodes, int own, Links links, long timeoutNanos) {
    this.nodes = nodes;
    this.own = own;
    this.links = links;
    this.timeout = timeoutNanos;
    told = new State[nodes.ranks()];
    Arrays.fill(told, State.ALIVE);
    toldAt = new long[nodes.ranks()];
    toldItself = new boolean[nodes.ranks()];
    heard = new long[nodes.count()];
    Arrays.fill(heard, now);
  }

  /** How often to {@link #beat}, in ns. */
  public long periodNanos() {
    return timeout / BEATS;
  }

  /** After which a node is given up that is not heard, in ns. */
  public long timeoutNanos() {
    return timeout;
  }

  /** The time, for those who note that they have heard somebody: so each need not read a clock. */
  public void tick() {
    now = System.nanoTime();
  }

  long now() {
    return now;
  }

  void heard(int rank) {
    heard[nodes.nodeOf(rank)] = now;
  }

  /** The states of the ranks of a node have come. */
  void read(int source, ByteBuffer frame, int count) {
    int[] members = nodes.members(nodes.nodeOf(source));
    for (int slot = 0; slot < Math.min(count, members.length); slot++) {
      byte state = frame.get(Frames.STATES + slot);
      if (state == State.LEFT.ordinal() || state == State.DIED.ordinal()) {
        note(members[slot], STATES[state], members[slot] == source);
      }
    }
  }

  private void note(int rank, State state, boolean itself) {
    toldItself[rank] |= itself;
    if (told[rank] == State.ALIVE) {
      told[rank] = state;
      toldAt[rank] = now;
    }
  }

  /** What is known of a rank of another node. */
  public State stateOf(int rank) {
    if (told[rank] != State.ALIVE) {
      boolean isSure = toldItself[rank] || now - toldAt[rank] > GRACE_NS;
      return isSure ? told[rank] : State.ALIVE;
    }
    return now - heard[nodes.nodeOf(rank)] > timeout ? State.UNHEARD : State.ALIVE;
  }

  private boolean mayHear(int rank) {
    State state = stateOf(rank);
    return state == State.ALIVE || state == State.LEFT;
  }

  /**
   * Tells those of other nodes who listen to this rank that it lives.
   *
   * @param states of the ranks of this node, by slot
   * @param all tells all with whom anything was exchanged as well: it is the last time
   */
  public void beat(State[] states, boolean all) {
    byte[] bytes = new byte[states.length];
    for (int slot = 0; slot < bytes.length; slot++) {
      bytes[slot] = (byte) states[slot].ordinal();
    }
    int ownNode = nodes.nodeOf(own);
    int ownSlot = nodes.slotOf(own);
    int speakers = 0; // of this node; who has left speaks on, until all others have left as well
    int place = 0; // of this one among them
    for (int slot = 0; slot < states.length; slot++) {
      if (states[slot] != State.DIED) {
        place = slot == ownSlot ? speakers : place;
        speakers++;
      }
    }
    for (int node = 0; node < nodes.count(); node++) {
      if (node != ownNode) {
        for (int member : nodes.members(node)) {
          boolean listens = nodes.slotOf(member) % speakers == place;
          Link link = links.peek(member);
          if (mayHear(member) && (listens || (all && link != null && link.hasOutput()))) {
            links.get(member).beat(bytes);
          }
        }
      }
    }
  }
}
