package io.crossmem.internal.engine;

import io.crossmem.internal.process.RemoteProcess.Liveness;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.shm.SharedAtomics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks, a few times a second, whether the other processes are still there. One that cannot be
 * looked at is taken to live.
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

  /** Whether it is time for a {@link #check}; any thread may ask. */
  boolean isDue() {
    return System.nanoTime() - next >= 0;
  }

  /**
   * Looks at all. Who left may have done so because another died: so the dead are found first, and
   * named by those who depend on both.
   */
  void check() {
    next = System.nanoTime() + PERIOD_NS;
    List<Peer> left = new ArrayList<>();
    List<Peer> dead = new ArrayList<>();
    for (int i = 0; i < connections.size(); i++) {
      Peer peer = connections.peer(i);
      peer.trim();
      if (i == connections.rank() || !peer.isAlive()) {
        continue;
      }
      if (hasLeft(peer)) {
        left.add(peer);
      } else if (peer.process.liveness() == Liveness.ENDED) {
        // It may have left between the two questions.
        (hasLeft(peer) ? left : dead).add(peer);
      }
    }
    dead.forEach(peer -> end(peer, PeerState.DIED));
    left.forEach(peer -> end(peer, PeerState.LEFT));
    progress.recvFaults.failOverdue(System.nanoTime());
  }

  /** What it had sent in full is still there; if that cannot be had now, its end is told later. */
  private void end(Peer peer, PeerState state) {
    if (progress.drainAll(peer)) {
      progress.failures.lose(peer, state, null);
    }
  }

  private boolean hasLeft(Peer peer) {
    int state = SegmentDescriptor.rank(peer.rank) + SegmentDescriptor.STATE;
    return SharedAtomics.getInt(segment.memory(), state) == SegmentDescriptor.LEFT;
  }
}
