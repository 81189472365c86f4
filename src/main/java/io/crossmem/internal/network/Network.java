package io.crossmem.internal.network;

import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.Geometry;
import java.util.ArrayList;
import java.util.List;

/**
 * The ranks of other nodes: a link to each, over one wire. Frames from all of them arrive in
 * receives that are posted in advance. Used under the engine's lock; never waits.
 */
public final class Network {
  static final int POSTED = 16; // receives
  private static final int LOOKS_TO_CANCEL = 1000;
  private static final int BATCH = 64; // frames per poll

  private final Nodes nodes;
  private final Links links;
  private final Heartbeats heartbeats;
  private final Outbox outbox;
  private final Transfers transfers;
  private final Frame[] posted = new Frame[POSTED];
  private final List<Link> newSources = new ArrayList<>();
  private int head; // the oldest posted receive
  private Frame taken; // its receive is posted again by the next poll; null if there is none
  private Frame spare; // takes the place of a frame whose data a link keeps; null if it was used
  private final LookRate rate = new LookRate();
  private boolean closed; // entries are dropped
  private String failure; // of the wire itself; null while it works

  /**
   * A network.
   *
   * @param geometry of all rings of the group
   * @param timeoutNanos after which a silent node is treated as lost
   */
  public Network(Wire wire, Nodes nodes, Geometry geometry, long timeoutNanos) {
    this.nodes = nodes;
    int longest = frameBytes(geometry, nodes.ranks());
    outbox = new Outbox(wire, longest);
    transfers = new Transfers(wire);
    links = new Links(nodes, wire.rank(), rank -> new Link(outbox, transfers, geometry, rank));
    heartbeats = new Heartbeats(nodes, wire.rank(), links, timeoutNanos);
    for (int i = 0; i < POSTED; i++) {
      posted[i] = new Frame(longest, wire);
      post(posted[i]);
    }
  }

  /** The longest frame: attached data, an entry with its payload, or the states of all ranks. */
  static int frameBytes(Geometry geometry, int ranks) {
    int data = Math.max(FollowingData.MOST_ATTACHED, geometry.maxPayload());
    return Frames.PAYLOAD + Math.max(data, ranks);
  }

  public Nodes nodes() {
    return nodes;
  }

  /** The link to a rank of another node. */
  public Link link(int rank) {
    return links.get(rank);
  }

  /** Which ranks live, as told by the other nodes. */
  public Heartbeats heartbeats() {
    return heartbeats;
  }

  private void post(Frame frame) {
    try {
      frame.request.receive(frame.address, frame.bytes.capacity(), Wire.ANY, Frames.TAG);
    } catch (NetworkException e) {
      failure = e.getMessage();
    }
  }

  /** Why the network has failed; null if it has not. */
  public String failure() {
    return failure;
  }

  /** The ranks whose first entry has arrived since the last call. */
  public List<Link> takeNewSources() {
    if (newSources.isEmpty()) {
      return List.of();
    }
    List<Link> taken = List.copyOf(newSources);
    newSources.clear();
    return taken;
  }

  /**
   * Makes progress; returns whether an entry has arrived or a transfer has completed. An entry that
   * has arrived is handled at once, before the network is polled in vain for the next one.
   */
  public boolean poll() {
    heartbeats.tick();
    if (taken != null) {
      post(taken);
      taken = null;
    }
    boolean moved = false;
    for (int i = 0; i < BATCH && taken == null && failure == null && isHeadOver(); i++) {
      Frame frame = posted[head];
      switch (receive(frame)) {
        case NO_ENTRY -> post(frame);
        case ENTRY -> taken = frame;
        case ENTRY_AND_DATA -> {
          taken = spare;
          posted[head] = spare;
          spare = null;
        }
      }
      head = (head + 1) % POSTED;
      moved |= taken != null;
    }
    outbox.step();
    moved |= transfers.poll();
    rate.onLook(heartbeats.now(), moved || !outbox.isEmpty() || !transfers.isEmpty());
    return moved;
  }

  /** Whether this look should include the network, which takes longer than the rings. */
  public boolean isTurn() {
    return rate.isTurn();
  }

  /** Whether each look should include the network; any thread may call this. */
  public boolean isLively() {
    return rate.isLively();
  }

  /** Whether this look should, decided by the clock; any thread may call this. */
  public boolean isDue(long now) {
    return rate.isDue(now);
  }

  /** How long to sleep before the next look, in ns. */
  public long nap() {
    return rate.nap();
  }

  private boolean isHeadOver() {
    if (spare == null) {
      spare = outbox.takeLong(); // allocates before a frame is taken
    }
    try {
      return posted[head].request.isOver();
    } catch (NetworkException e) {
      failure = e.getMessage();
      return false;
    }
  }

  private Link.Arrival receive(Frame frame) {
    int source = frame.request.source();
    Link link = links.find(source);
    if (link == null || link.failure() != null) {
      return Link.Arrival.NO_ENTRY;
    }
    heartbeats.heard(source);
    try {
      int length = frame.request.length();
      if (length > Frames.STATES && frame.bytes.getInt(Frames.KIND) == Frames.BEAT) {
        heartbeats.read(source, frame.bytes, length - Frames.STATES);
      }
      if (closed) {
        link.drop(frame.bytes, length);
        return Link.Arrival.NO_ENTRY;
      }
      return receive(link, frame, length);
    } catch (CorruptRingException e) {
      link.fail("sent a malformed frame: " + e.getMessage());
      return Link.Arrival.NO_ENTRY;
    }
  }

  private Link.Arrival receive(Link link, Frame frame, int length) throws CorruptRingException {
    boolean isNew = link.input() == null;
    Link.Arrival arrival = link.receive(frame, length);
    if (isNew && link.input() != null) {
      newSources.add(link);
    }
    return arrival;
  }

  /**
   * This rank has left: from now on everything is dropped except heartbeats. Data that follows its
   * RTS is received nevertheless, since its sender waits until MPI has sent it.
   */
  public void close() {
    closed = true;
  }

  /** Cancels the posted receives, before MPI is finalised. */
  public void end() {
    for (Frame frame : posted) {
      if (frame != taken) {
        frame.request.cancel();
      }
    }
    for (int i = 0; i < LOOKS_TO_CANCEL && !areAllOver(); i++) {
      Thread.onSpinWait();
    }
  }

  private boolean areAllOver() {
    boolean all = true;
    for (Frame frame : posted) {
      try {
        all &= frame.request.isOver();
      } catch (NetworkException e) {
        // It is over.
      }
    }
    return all;
  }

  /** Sets what to do after a frame was not sent at once: further polls are needed to send it. */
  public void whenUnsent(Runnable action) {
    outbox.whenUnsent(action);
  }

  /** Whether frames have not been sent yet. */
  public boolean hasFrames() {
    return !outbox.isEmpty();
  }

  /** Whether all sends have completed. */
  public boolean isFlushed() {
    return outbox.isEmpty() && transfers.isEmpty();
  }
}
