package io.crossmem.internal.protocol;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.network.Link;
import io.crossmem.internal.network.Network;
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
import java.util.Arrays;
import java.util.List;

/**
 * The rings of one process, to the ranks that it sends to and from those that it receives from. A
 * ring is made when its sender first sends, so memory grows with the number of pairs that
 * communicate.
 *
 * <p>Used under the engine's lock, except {@link #hasNews}.
 */
public final class Connections {
  private final Segment segment;
  private final Geometry geometry;
  private final int rank;
  private final Peer[] peers;
  private final Doorbell doorbell;
  private final Network network; // null if all ranks are on this node
  private final int slot; // this rank's on this node
  private final int[] local; // ranks of this node, by slot
  private final int listHead; // offset of the list of rings to this rank

  private final List<Peer> sources = new ArrayList<>();
  private final List<Peer> pendingOutput = new ArrayList<>(); // peers whose rings had no space
  private volatile RingConsumer[] incoming = {};
  private volatile int known; // the list's head when all rings after it were mapped
  private int spareRing = -1; // index of a ring that could not be mapped, for the next attempt

  public Connections(Segment segment, int rank, Peer[] peers, Doorbell doorbell) {
    this(segment, rank, peers, doorbell, null);
  }

  /** The same of a group that spans several nodes; the segment is that of this node's ranks. */
  public Connections(Segment segment, int rank, Peer[] peers, Doorbell doorbell, Network network) {
    this.segment = segment;
    this.geometry = segment.geometry();
    this.rank = rank;
    this.peers = peers;
    this.doorbell = doorbell;
    this.network = network;
    this.slot = peers[rank].slot;
    this.local =
        Arrays.stream(peers).filter(peer -> !peer.isRemote()).mapToInt(peer -> peer.rank).toArray();
    this.listHead = SegmentDescriptor.rank(slot) + SegmentDescriptor.FIRST_RING;
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

  /** The peers that send to this rank. */
  public List<Peer> sources() {
    return sources;
  }

  /** The peers with a backlog or with waiting control messages. */
  public List<Peer> pendingOutput() {
    return pendingOutput;
  }

  /** Whether an entry has arrived; any thread may call this, without the lock. */
  public boolean hasNews() {
    for (RingConsumer ring : incoming) {
      if (ring.hasNews()) {
        return true;
      }
    }
    return hasUnmappedRing();
  }

  /** Receives from the ranks of other nodes from which something has arrived for the first time. */
  private void hearLinks() {
    for (Link link : network.takeNewSources()) {
      listen(peers[link.rank()], new RingConsumer(link.input(), geometry));
    }
  }

  /** Null if all ranks are on this node. */
  public Network network() {
    return network;
  }

  /** Whether a ring to this rank could not be mapped. */
  public boolean hasUnmappedRing() {
    return SharedAtomics.getInt(segment.memory(), listHead) != known;
  }

  /**
   * Makes the ring to a peer if there is none yet.
   *
   * @throws IOException if there is no shared memory for it; then nothing has changed
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
      TypedView memory = peer.isRemote() ? peer.link.openOutput() : newRing(peer);
      peer.out = new RingProducer(memory, geometry);
    }
  }

  /** The same for callers that can try again later, and then report the error. */
  boolean isConnected(Peer peer) {
    try {
      connect(peer);
      return true;
    } catch (IOException | RuntimeException | Error e) {
      return false;
    }
  }

  /** For messages to this rank itself: a ring in private memory. */
  private TypedView ownRing() {
    ByteBuffer memory = OffHeap.allocate(geometry.ringBytes());
    return new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
  }

  /** Adds a ring at the head of its receiver's list, by one atomic step. */
  private TypedView newRing(Peer peer) throws IOException {
    if (spareRing < 0) {
      spareRing = segment.newRing();
    }
    int index = spareRing;
    segment.reserveRing(index);
    TypedView ring = segment.mapRing(index);
    ring.bytes.putInt(SENDER, slot);
    ring.bytes.putInt(RECEIVER, peer.slot);
    int head = SegmentDescriptor.rank(peer.slot) + SegmentDescriptor.FIRST_RING;
    int first;
    do {
      first = SharedAtomics.getInt(segment.memory(), head);
      ring.bytes.putInt(NEXT, first);
    } while (!SharedAtomics.replaceInt(segment.memory(), head, first, index + 1));
    spareRing = -1;
    return ring;
  }

  /**
   * Finds and maps the rings that other ranks made to send to this rank. A ring that cannot be
   * mapped is tried again the next time; the others are used.
   *
   * @throws IOException if one could not be mapped
   * @throws CorruptRingException if the list is malformed: some rings can never be found then
   */
  public void discover() throws IOException, CorruptRingException {
    if (network != null) {
      hearLinks();
    }
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
        next = mapIncoming(next).bytes.getInt(NEXT);
      }
    } catch (CorruptRingException e) {
      known = first; // report it only once
      throw e;
    }
    known = first;
  }

  /** The memory of a ring, which is mapped now if necessary. */
  private TypedView mapIncoming(int ring) throws IOException, CorruptRingException {
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
        || sender >= local.length
        || peers[local[sender]].in != null
        || ring.bytes.getInt(RECEIVER) != slot) {
      throw new CorruptRingException("a ring to rank " + rank + " names a wrong sender: " + sender);
    }
    return peers[local[sender]];
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

  /** Stops receiving from a peer, and drops everything that waits to be sent to it. */
  public void ignore(Peer peer) {
    sources.remove(peer);
    removePendingOutput(peer);
    updateIncoming();
  }

  private void updateIncoming() {
    incoming = sources.stream().map(peer -> peer.in).toArray(RingConsumer[]::new);
  }

  /** Publishes the entry that was filled in, and wakes the peer. */
  public void publish(Peer peer) {
    peer.out.publish();
    if (peer.isRemote()) {
      peer.link.carry();
    } else {
      doorbell.note(peer.slot);
    }
  }

  /** Frees an entry, and wakes the peer that sent it if that waits for space. */
  public void take(Peer peer, int payload) {
    boolean isTold = peer.in.take(payload);
    if (peer.isRemote()) {
      peer.link.onTaken();
    } else if (isTold && peer.in.senderWaits()) {
      doorbell.note(peer.slot);
    }
  }

  /** Stops or resumes eager messages from a peer. */
  void stopEager(Peer peer, boolean stopped) {
    if (peer.in != null) {
      peer.in.stopEager(stopped);
      if (peer.isRemote()) {
        peer.link.tellRoom();
      }
    }
  }

  /** Adds a send that waits for space in the ring to a peer. */
  public void addBacklog(Peer peer, Operation send) {
    addPendingOutput(peer);
    peer.backlog.add(send);
  }

  /** Called when nothing waits any more. */
  public void endBacklog(Peer peer) {
    if (peer.backlog.isEmpty() && peer.controls.isEmpty()) {
      removePendingOutput(peer);
    }
  }

  /** Notes that something waits for space in the ring to a peer. */
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

  /** Requests a wake-up from the peers whose rings are full, when there is space. */
  public void awaitRoom() {
    for (Peer peer : peers) {
      if (peer.out != null) {
        peer.out.awaitRoom();
      }
    }
  }
}
