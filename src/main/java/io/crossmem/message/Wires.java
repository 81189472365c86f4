package io.crossmem.message;

import static io.crossmem.message.RingDescriptor.*;

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
final class Wires {
  private final Segment segment;
  private final Geometry geometry;
  private final int rank;
  private final Peer[] peers;
  private final Bell bell;
  private final int listHead; // offset of the list of rings to this rank

  private final List<Peer> sources = new ArrayList<>();
  private volatile InRing[] incoming = {};
  private volatile int known; // the list's head, as last seen
  private int spareRing = -1; // index of one that could not be mapped: for the next attempt
  private final List<Peer> crowded = new ArrayList<>(); // whose rings had no room

  Wires(Segment segment, int rank, Peer[] peers, Bell bell) {
    this.segment = segment;
    this.geometry = segment.geometry();
    this.rank = rank;
    this.peers = peers;
    this.bell = bell;
    this.listHead = SegmentDescriptor.rank(rank) + SegmentDescriptor.FIRST_RING;
  }

  Geometry geometry() {
    return geometry;
  }

  int size() {
    return peers.length;
  }

  Peer peer(int number) {
    return peers[number];
  }

  List<Peer> sources() {
    return sources;
  }

  List<Peer> crowded() {
    return crowded;
  }

  /** Whether something came in; any thread may ask, without the lock. */
  boolean hasNews() {
    for (InRing ring : incoming) {
      if (ring.hasNews()) {
        return true;
      }
    }
    return Shared.getInt(segment.memory, listHead) != known;
  }

  /** Makes the ring to a peer, if there is none yet. */
  void connect(Peer peer) throws MessageException {
    if (peer.out != null) {
      return;
    }
    try {
      Window memory = peer.rank == rank ? ownRing() : newRing(peer);
      peer.out = new OutRing(memory, geometry);
      if (peer.rank == rank) {
        listen(peer, memory);
      }
    } catch (MessageException e) {
      throw e;
    } catch (IOException e) {
      throw new MessageException("no ring to rank " + peer.rank + " could be mapped", e);
    }
  }

  /** Messages to oneself take the same way; only that nobody else sees the memory. */
  private Window ownRing() {
    ByteBuffer memory = OffHeap.allocate(geometry.ringBytes());
    return new Window(memory, OffHeap.addressOfRemaining(memory, "memory"));
  }

  /** Puts a ring at the head of its receiver's list, in one step that a kill cannot halve. */
  private Window newRing(Peer peer) throws IOException {
    if (spareRing < 0) {
      spareRing = segment.newRing();
    }
    int index = spareRing;
    segment.reserveRing(index);
    Window ring = segment.mapRing(index);
    ring.bytes.putInt(SENDER, rank);
    ring.bytes.putInt(RECEIVER, peer.rank);
    int head = SegmentDescriptor.rank(peer.rank) + SegmentDescriptor.FIRST_RING;
    int first;
    do {
      first = Shared.getInt(segment.memory, head);
      ring.bytes.putInt(NEXT, first);
    } while (!Shared.replaceInt(segment.memory, head, first, index + 1));
    spareRing = -1;
    return ring;
  }

  /**
   * Finds the rings that others made to send to this rank. If that fails, it does so only once for
   * the same ring: those who have made one, and are not heard, are then never heard.
   */
  void discover() throws IOException {
    int first = Shared.getInt(segment.memory, listHead);
    try {
      for (int next = first; next != known; ) {
        if (next <= 0 || next > segment.ringCount()) {
          throw new MessageException("the list of rings to rank " + rank + " is corrupt");
        }
        Window ring = segment.mapRing(next - 1);
        listen(sender(ring), ring);
        next = ring.bytes.getInt(NEXT);
      }
    } finally {
      known = first;
    }
  }

  private Peer sender(Window ring) throws MessageException {
    int sender = ring.bytes.getInt(SENDER);
    if (sender < 0
        || sender >= peers.length
        || peers[sender].in != null
        || ring.bytes.getInt(RECEIVER) != rank) {
      throw new MessageException("a ring to rank " + rank + " names a wrong sender: " + sender);
    }
    return peers[sender];
  }

  private void listen(Peer peer, Window memory) {
    peer.in = new InRing(memory, geometry);
    if (peer.failure == null) {
      sources.add(peer);
      updateIncoming();
    }
  }

  /** Hears no more of a peer. */
  void ignore(Peer peer) {
    sources.remove(peer);
    crowded.remove(peer);
    updateIncoming();
  }

  private void updateIncoming() {
    incoming = sources.stream().map(peer -> peer.in).toArray(InRing[]::new);
  }

  /** Lets the peer see the entry that was filled in, and wakes it. */
  void publish(Peer peer) {
    peer.out.publish();
    bell.note(peer.rank);
  }

  /** Gives an entry back to the peer that sent it, and wakes that if it waits for room. */
  void take(Peer peer, int payload) {
    if (peer.in.take(payload) && peer.in.senderWaits()) {
      bell.note(peer.rank);
    }
  }

  /** Sends an answer, now or as soon as there is room. */
  void answer(
      Peer peer,
      int kind,
      int first,
      int second,
      long from,
      long to,
      long at,
      int claim,
      int part) {
    if (peer.failure != null) {
      return;
    }
    if (isConnected(peer) && peer.answers.isEmpty() && peer.out.hasRoomForAnswer()) {
      write(peer, kind, first, second, from, to, at, claim, part);
    } else {
      peer.answers.add(new Answer(kind, first, second, from, to, at, claim, part));
      crowd(peer);
    }
  }

  /** Connects it now if it can be: the caller may have nothing more to do here for a long time. */
  private boolean isConnected(Peer peer) {
    try {
      connect(peer);
      return true;
    } catch (MessageException e) {
      return false; // told when the answer is tried again
    }
  }

  private void write(
      Peer peer,
      int kind,
      int first,
      int second,
      long from,
      long to,
      long at,
      int claim,
      int part) {
    ByteBuffer bytes = peer.out.memory.bytes;
    int entry = peer.out.next(kind, 0);
    bytes.putInt(entry + FIRST, first);
    bytes.putInt(entry + SECOND, second);
    bytes.putLong(entry + FROM, from);
    bytes.putLong(entry + TO, to);
    bytes.putLong(entry + ADDRESS, at);
    bytes.putInt(entry + CLAIM, claim);
    bytes.putInt(entry + PART_BYTES, part);
    publish(peer);
  }

  /** Remembers that something waits for room in the ring to a peer. */
  void crowd(Peer peer) {
    if (!crowded.contains(peer)) {
      crowded.add(peer);
    }
  }

  /** Sends the answers that waited; whether any could be sent. */
  boolean sendAnswers(Peer peer) throws MessageException {
    boolean moved = false;
    connect(peer);
    while (!peer.answers.isEmpty() && peer.out.hasRoomForAnswer()) {
      Answer answer = peer.answers.poll();
      write(
          peer,
          answer.kind(),
          answer.first(),
          answer.second(),
          answer.from(),
          answer.to(),
          answer.address(),
          answer.claim(),
          answer.part());
      moved = true;
    }
    return moved;
  }
}
