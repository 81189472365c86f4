package io.crossmem.message;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/** A rank without an engine: it writes and reads its rings itself, as a test wants it to. */
final class BareRank implements AutoCloseable {
  final Segment segment;
  final Wires wires;
  final Peer[] peers;

  /** Arguments: name, rank, size. */
  BareRank(String... arguments) throws IOException {
    Meeting.Seat seat =
        Meeting.attend(
            arguments[0],
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            OptionalLong.empty(),
            Duration.ofSeconds(60));
    segment = seat.segment();
    peers = new Peer[segment.size()];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = new Peer(i, 0, 0);
    }
    wires = new Wires(segment, seat.rank(), peers, new Bell(segment, seat.rank()));
  }

  /** The ring to another rank. */
  OutRing to(int rank) throws IOException {
    wires.connect(peers[rank]);
    return peers[rank].out;
  }

  /** The ring from another rank, once that has sent something. */
  InRing from(int rank) throws IOException {
    while (peers[rank].in == null) {
      wires.discover();
    }
    return peers[rank].in;
  }

  boolean hasLeft(int rank) {
    return Shared.getInt(segment.memory, SegmentDescriptor.rank(rank) + SegmentDescriptor.STATE)
        == SegmentDescriptor.LEFT;
  }

  @Override
  public void close() throws IOException {
    segment.close();
  }
}
