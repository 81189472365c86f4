package io.crossmem.internal.engine;

import io.crossmem.internal.network.Network;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.process.SingleCopy;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.sys.Setting;

/** Makes the peers from the segment. */
final class Peers {
  /** Limit for one peer's stored messages without a receive, in bytes. */
  private static final long UNEXPECTED = Setting.UNEXPECTED.number(128L << 20);

  private Peers() {}

  static Peer[] of(Segment segment) {
    Peer[] peers = new Peer[segment.size()];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = local(segment, i, i);
    }
    return peers;
  }

  /** The same of all nodes; the segment is that of this node's ranks. */
  static Peer[] of(Segment segment, Network network, int ownNode) {
    Nodes nodes = network.nodes();
    Peer[] peers = new Peer[nodes.ranks()];
    for (int i = 0; i < peers.length; i++) {
      int slot = nodes.slotOf(i);
      peers[i] =
          nodes.nodeOf(i) == ownNode
              ? local(segment, i, slot)
              : new Peer(i, slot, network.link(i), UNEXPECTED);
    }
    return peers;
  }

  private static Peer local(Segment segment, int rank, int slot) {
    int block = SegmentDescriptor.rank(slot);
    int pid = segment.memory().getInt(block + SegmentDescriptor.PID);
    long start = segment.memory().getLong(block + SegmentDescriptor.START);
    return new Peer(rank, slot, RemoteProcess.of(pid, start), SingleCopy.probe(pid), UNEXPECTED);
  }
}
