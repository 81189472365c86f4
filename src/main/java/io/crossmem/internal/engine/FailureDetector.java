package io.crossmem.internal.engine;

import io.crossmem.internal.network.Heartbeats;
import io.crossmem.internal.process.RemoteProcess.Liveness;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.sys.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Checks, a few times per second, whether the other processes still live. A process that cannot be
 * checked counts as alive.
 */
final class FailureDetector {
  static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Segment segment;
  private final Connections connections;
  private final Progress progress;
  private volatile long next = System.nanoTime() + PERIOD_NS;

  FailureDetector(Segment segment, Progress progress) {
    this.segment = segment;
    this.progress = progress;
    this.connections = progress.connections;
  }

  /** Whether it is time for a {@link #check}; any thread may call this. */
  boolean isDue() {
    return System.nanoTime() - next >= 0;
  }

  /**
   * Checks all peers. A rank may have left because another died, so dead peers are found first:
   * operations that depend on both then name the dead one.
   */
  void check() {
    next = System.nanoTime() + PERIOD_NS;
    List<Peer> left = new ArrayList<>();
    List<Peer> dead = new ArrayList<>();
    for (int i = 0; i < connections.size(); i++) {
      Peer peer = connections.peer(i);
      peer.trim();
      if (i == connections.rank()) {
        continue;
      }
      if (peer.state() == PeerState.LEFT && progress.recvFaults.awaits(peer)) {
        checkLastData(peer);
      }
      if (!peer.isAlive()) {
        continue;
      }
      if (peer.isRemote()) {
        checkRemote(peer, left, dead);
      } else if (hasLeft(peer)) {
        left.add(peer);
      } else if (peer.process.liveness() == Liveness.ENDED) {
        // It may have left between the two checks.
        (hasLeft(peer) ? left : dead).add(peer);
      }
    }
    dead.forEach(peer -> end(peer, PeerState.DIED));
    left.forEach(peer -> end(peer, PeerState.LEFT));
    progress.recvFaults.failOverdue(System.nanoTime());
    progress.sends.step(); // the same for sends
  }

  /** A rank of another node: checks its last heartbeat, and its age. */
  private void checkRemote(Peer peer, List<Peer> left, List<Peer> dead) {
    String failure = peer.link.failure();
    if (failure != null) {
      progress.failures.lose(peer, PeerState.UNHEARD, failure);
      return;
    }
    Heartbeats heartbeats = connections.network().heartbeats();
    switch (heartbeats.stateOf(peer.rank)) {
      case ALIVE -> {}
      case LEFT -> left.add(peer);
      case DIED -> dead.add(peer);
      case UNHEARD -> loseUnheard(peer);
    }
  }

  /** The data that a rank sent before it left may never arrive. */
  private void checkLastData(Peer peer) {
    if (connections.network().heartbeats().isSilent(peer.rank)) {
      loseUnheard(peer);
    }
  }

  private void loseUnheard(Peer peer) {
    String limit = DurationText.ofNanos(connections.network().heartbeats().timeoutNanos());
    progress.failures.lose(
        peer,
        PeerState.UNHEARD,
        "has sent nothing for " + limit + ": its node or the network to it has failed");
  }

  /** First receives what it had sent completely; if this fails now, its end is reported later. */
  private void end(Peer peer, PeerState state) {
    if (progress.drainAll(peer)) {
      progress.failures.lose(peer, state, null);
    }
  }

  private boolean hasLeft(Peer peer) {
    int state = SegmentDescriptor.rank(peer.slot) + SegmentDescriptor.STATE;
    return SharedAtomics.getInt(segment.memory(), state) == SegmentDescriptor.LEFT;
  }
}
