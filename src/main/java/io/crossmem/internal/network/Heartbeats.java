package io.crossmem.internal.network;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Which ranks of other nodes live. Each rank gets a heartbeat from one rank of each other node,
 * several times within the timeout. A heartbeat has the states of all ranks of its sender's node.
 * So with many nodes, each rank sends to one or two ranks of each node, not to all.
 *
 * <p>A rank listens to the rank with its own slot, modulo the number of ranks of that node that
 * have not died.
 */
@SuppressWarnings("EnumOrdinal") // of states, as they are sent
public final class Heartbeats {
  /** The state of a rank. */
  public enum State {
    ALIVE,
    LEFT,
    DIED,
    /** No heartbeat of its node within the timeout. */
    UNHEARD
  }

  /** Gone; but its last messages may arrive after the news. */
  private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int BEATS = 8; // within the timeout
  private static final State[] STATES = State.values();

  private final Nodes nodes;
  private final int own;
  private final Links links;
  private final long timeout;
  private final State[] told; // by rank
  private final long[] toldAt; // by rank, by System.nanoTime
  private final boolean[]
      toldItself; // by rank: it said itself that it has left, so nothing follows
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

  /** The timeout after which a silent node is treated as lost, in ns. */
  public long timeoutNanos() {
    return timeout;
  }

  /** The time of the last look, so that callers need not read the clock. */
  public void tick() {
    now = System.nanoTime();
  }

  long now() {
    return now;
  }

  void heard(int rank) {
    heard[nodes.nodeOf(rank)] = now;
  }

  /** Handles a heartbeat: the states of a node's ranks. */
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

  /** The state of a rank of another node. */
  public State stateOf(int rank) {
    if (told[rank] != State.ALIVE) {
      boolean isSure = toldItself[rank] || now - toldAt[rank] > GRACE_NS;
      return isSure ? told[rank] : State.ALIVE;
    }
    return isSilent(rank) ? State.UNHEARD : State.ALIVE;
  }

  /** Whether nothing was heard from a rank's node within the timeout, even if it has left. */
  public boolean isSilent(int rank) {
    return now - heard[nodes.nodeOf(rank)] > timeout;
  }

  private boolean mayHear(int rank) {
    State state = stateOf(rank);
    return state == State.ALIVE || state == State.LEFT;
  }

  /**
   * Sends a heartbeat to the ranks that listen to this one.
   *
   * @param states of the ranks of this node, by slot
   * @param all also to all ranks that this one has exchanged messages with: the last heartbeat
   */
  public void beat(State[] states, boolean all) {
    byte[] bytes = new byte[states.length];
    for (int slot = 0; slot < bytes.length; slot++) {
      bytes[slot] = (byte) states[slot].ordinal();
    }
    int ownNode = nodes.nodeOf(own);
    int ownSlot = nodes.slotOf(own);
    int speakers = 0; // of this node; a rank that has left continues until all others have left
    int place = 0; // of this rank among them
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
