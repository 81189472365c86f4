package io.crossmem.internal.protocol;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.shm.Geometry;
import io.crossmem.internal.shm.RingConsumer;
import io.crossmem.internal.shm.RingProducer;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The rings of one process: to whom it sends, and from whom it receives. A ring is made when its
 * sender first has something to send, so memory grows with the pairs that talk.
 *
 * <p>Used under the engine's lock, but for {@link #hasNews}.
 */
public final class Connections {
  private final Segment segment;
  private final Geometry geometry;
  private final int rank;
  private final Peer[] peers;
  private final Doorbell doorbell;
  private final int listHead; // offset of the list of rings to this rank

  private final List<Peer> sources = new ArrayList<>();
  private final List<Peer> pendingOutput = new ArrayList<>(); // whose rings had no room
  private volatile RingConsumer[] incoming = {};
  private volatile int known; // the list's head, once all rings behind it are heard
  private int spareRing = -1; // index of one that could not be mapped: for the next attempt

  public Connections(Segment segment, int rank, Peer[] peers, Doorbell doorbell) {
    this.segment = segment;
    this.geometry = segment.geometry();
    this.rank = rank;
    this.peers = peers;
    this.doorbell = doorbell;
    this.listHead = SegmentDescriptor.rank(rank) + SegmentDescriptor.FIRST_RING;
  }

  public Geometry geometry() {
    return geometry;
  }

  public int rank() {
    return rank;
  }

  public int size() {
    return peers.length;
  }

  public Peer peer(int number) {
    return peers[number];
  }

  /** Those who send to this rank. */
  public List<Peer> sources() {
    return sources;
  }

  /** Those with a backlog, or with control messages that found no room. */
  public List<Peer> pendingOutput() {
    return pendingOutput;
  }

  /** Whether something came in; any thread may ask, without the lock. */
  public boolean hasNews() {
    for (RingConsumer ring : incoming) {
      if (ring.hasNews()) {
        return true;
      }
    }
    return hasUnheard();
  }

  /** Whether there is a ring to this rank that could not be mapped. */
  public boolean hasUnheard() {
    return SharedAtomics.getInt(segment.memory(), listHead) != known;
  }

  /**
   * Makes the ring to a peer, if there is none yet.
   *
   * @throws IOException if there is no shared memory for it; nothing has changed then
   */
  public void connect(Peer peer) throws IOException {
    if (peer.out != null) {
      return;
    }
    if (peer.rank == rank) {
      TypedView memory = ownRing();
      RingProducer out = new RingProducer(memory, geometry);
      listen(peer, new RingConsumer(memory, geometry));
      peer.out = out;
    } else {
      peer.out = new RingProducer(newRing(peer), geometry);
    }
  }

  /** The same for those who can try again later: then what is in the way is told. */
  boolean isConnected(Peer peer) {
    try {
      connect(peer);
      return true;
    } catch (IOException | RuntimeException | Error e) {
      return false;
    }
  }

  /** Messages to oneself take the same way; only that nobody else sees the memory. */
  private TypedView ownRing() {
    ByteBuffer memory = OffHeap.allocate(geometry.ringBytes());
    return new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
  }

  /** Puts a ring at the head of its receiver's list, in one step that a kill cannot halve. */
  private TypedView newRing(Peer peer) throws IOException {
    if (spareRing < 0) {
      spareRing = segment.newRing();
    }
    int index = spareRing;
    segment.reserveRing(index);
    TypedView ring = segment.mapRing(index);
    ring.bytes.putInt(SENDER, rank);
    ring.bytes.putInt(RECEIVER, peer.rank);
    int head = SegmentDescriptor.rank(peer.rank) + SegmentDescriptor.FIRST_RING;
    int first;
    do {
      first = SharedAtomics.getInt(segment.memory(), head);
      ring.bytes.putInt(NEXT, first);
    } while (!SharedAtomics.replaceInt(segment.memory(), head, first, index + 1));
    spareRing = -1;
    return ring;
  }

  /**
   * Finds the rings that others made to send to this rank. One that cannot be mapped is looked at
   * again the next time; the others are heard.
   *
   * @throws IOException if one could not be mapped
   * @throws CorruptRingException if the list makes no sense: some who are not heard never will be
   */
  public void discover() throws IOException, CorruptRingException {
    int first = SharedAtomics.getInt(segment.memory(), listHead);
    if (first == known) {
      return;
    }
    try {
      int rings = 0;
      for (int next = first; next != known; rings++) {
        if (next <= 0 || next > segment.ringCount() || rings > peers.length) {
          throw new CorruptRingException("the list of rings to rank " + rank + " is malformed");
        }
        next = hear(next).bytes.getInt(NEXT);
      }
    } catch (CorruptRingException e) {
      known = first; // it is told once
      throw e;
    }
    known = first;
  }

  /** The memory of a ring, which is mapped now if that has not been done. */
  private TypedView hear(int ring) throws IOException, CorruptRingException {
    for (Peer peer : peers) {
      if (peer.ring == ring) {
        return peer.in.memory;
      }
    }
    TypedView memory = segment.mapRing(ring - 1);
    Peer peer = sender(memory);
    listen(peer, new RingConsumer(memory, geometry));
    peer.ring = ring;
    return memory;
  }

  private Peer sender(TypedView ring) throws CorruptRingException {
    int sender = ring.bytes.getInt(SENDER);
    if (sender < 0
        || sender >= peers.length
        || peers[sender].in != null
        || ring.bytes.getInt(RECEIVER) != rank) {
      throw new CorruptRingException("a ring to rank " + rank + " names a wrong sender: " + sender);
    }
    return peers[sender];
  }

  private void listen(Peer peer, RingConsumer ring) {
    peer.in = ring;
    boolean listens = false;
    try {
      if (peer.isAlive()) {
        sources.add(peer);
        updateIncoming();
      }
      listens = true;
    } finally {
      if (!listens) {
        peer.in = null;
        sources.remove(peer);
      }
    }
  }

  /** Hears no more of a peer, and has nothing more to tell it. */
  public void ignore(Peer peer) {
    sources.remove(peer);
    removePendingOutput(peer);
    updateIncoming();
  }

  private void updateIncoming() {
    incoming = sources.stream().map(peer -> peer.in).toArray(RingConsumer[]::new);
  }

  /** Lets the peer see the entry that was filled in, and wakes it. */
  public void publish(Peer peer) {
    peer.out.publish();
    doorbell.note(peer.rank);
  }

  /** Gives an entry back to the peer that sent it, and wakes that if it waits for room. */
  public void take(Peer peer, int payload) {
    if (peer.in.take(payload) && peer.in.senderWaits()) {
      doorbell.note(peer.rank);
    }
  }

  /** Tells a peer to go on, or not, with sending small messages at once. */
  void stopEager(Peer peer, boolean stopped) {
    if (peer.in != null) {
      peer.in.stopEager(stopped);
    }
  }

  /** A send waits for room in the ring to a peer. */
  public void addBacklog(Peer peer, Operation send) {
    addPendingOutput(peer);
    peer.backlog.add(send);
  }

  /** Nothing waits any more. */
  public void endBacklog(Peer peer) {
    if (peer.backlog.isEmpty() && peer.controls.isEmpty()) {
      removePendingOutput(peer);
    }
  }

  /** Remembers that something waits for room in the ring to a peer. */
  void addPendingOutput(Peer peer) {
    if (!peer.hasPendingOutput) {
      pendingOutput.add(peer);
      peer.hasPendingOutput = true;
    }
  }

  void removePendingOutput(Peer peer) {
    if (peer.hasPendingOutput) {
      pendingOutput.remove(peer);
      peer.hasPendingOutput = false;
    }
  }

  /** Asks those whose rings are full to wake this rank when there is room. */
  public void awaitRoom() {
    for (Peer peer : peers) {
      if (peer.out != null) {
        peer.out.awaitRoom();
      }
    }
  }
}
