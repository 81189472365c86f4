package io.crossmem.internal.engine;

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
      int block = SegmentDescriptor.rank(i);
      int pid = segment.memory().getInt(block + SegmentDescriptor.PID);
      long start = segment.memory().getLong(block + SegmentDescriptor.START);
      RemoteProcess process = RemoteProcess.of(pid, start);
      peers[i] = new Peer(i, process, SingleCopy.probe(pid), UNEXPECTED);
    }
    return peers;
  }
}
