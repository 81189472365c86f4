package io.crossmem.message;

import io.crossmem.internal.join.Bootstrap;
import io.crossmem.internal.join.Membership;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.shm.RingConsumer;
import io.crossmem.internal.shm.RingProducer;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.shm.SharedAtomics;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/** A rank without an engine: it writes and reads its rings itself, as a test wants it to. */
final class BareRank implements AutoCloseable {
  final Segment segment;
  final Connections connections;

  /** Arguments: name, rank, size. */
  BareRank(String... arguments) throws IOException {
    Membership membership =
        Bootstrap.join(
            arguments[0],
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            OptionalLong.empty(),
            Duration.ofSeconds(60));
    segment = membership.segment();
    Peer[] peers = new Peer[segment.size()];
    for (int i = 0; i < peers.length; i++) {
      int pid = segment.memory().getInt(SegmentDescriptor.rank(i) + SegmentDescriptor.PID);
      peers[i] = new Peer(i, RemoteProcess.of(pid, 0), 0, 0);
    }
    connections =
        new Connections(
            segment, membership.rank(), peers, new Doorbell(segment, membership.rank()));
  }

  /** The ring to another rank. */
  RingProducer to(int rank) throws IOException {
    connections.connect(connections.peer(rank));
    return connections.peer(rank).out;
  }

  /** The ring from another rank, once that has sent something. */
  RingConsumer from(int rank) throws IOException, CorruptRingException {
    while (connections.peer(rank).in == null) {
      connections.discover();
    }
    return connections.peer(rank).in;
  }

  boolean hasLeft(int rank) {
    int state = SegmentDescriptor.rank(rank) + SegmentDescriptor.STATE;
    return SharedAtomics.getInt(segment.memory(), state) == SegmentDescriptor.LEFT;
  }

  @Override
  public void close() {
    for (int i = 0; i < connections.size(); i++) {
      connections.peer(i).close();
    }
    segment.close();
  }
}
