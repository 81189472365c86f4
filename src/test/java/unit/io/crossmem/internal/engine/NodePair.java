package io.crossmem.internal.engine;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.network.Network;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.network.TestFabric;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.protocol.SendMode;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.protocol.UserCode;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.shm.PlainSegment;
import io.crossmem.internal.shm.Segment;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two ranks in one process, each alone on its node, that move only when a test says so. */
final class NodePair {
  static final int BYTES = 3000;
  static final int TAG = 7;
  static final long OVERDUE_MS = 600; // longer than memory is held
  private static final long UNEXPECTED = 1 << 20;

  final TestFabric fabric = new TestFabric(2);
  final Side sender = new Side(0);
  final Side receiver = new Side(1);

  /** A rank. */
  final class Side {
    final Network network;
    final Peer other;
    final Connections connections;
    final Progress progress;
    final Context context = new Context(0, new int[] {0, 1});

    Side(int rank) {
      Segment segment = PlainSegment.of(1, TestGroup.TINY);
      Nodes nodes = Nodes.of(List.of("a", "b"));
      network = new Network(fabric.wire(rank), nodes, TestGroup.TINY, TimeUnit.HOURS.toNanos(1));
      other = new Peer(1 - rank, 0, network.link(1 - rank), UNEXPECTED);
      Peer self = new Peer(rank, 0, TestRank.SELF, 0, UNEXPECTED);
      Peer[] peers = rank == 0 ? new Peer[] {self, other} : new Peer[] {other, self};
      connections = new Connections(segment, rank, peers, new Doorbell(segment, 0), network);
      progress = new Progress(connections, TestGroup.selector(null), new TestCopy(), NO_USER_CODE);
    }

    boolean poll() {
      boolean moved = network.poll();
      return progress.poll() || moved;
    }

    Operation start(Operation operation) {
      operation.begin();
      progress.start(operation);
      return operation;
    }

    Operation send(TestPayload from, int tag, SendMode mode) {
      return start(new Operation().send(context, from, other.rank, tag).mode(mode));
    }

    Operation receive(TestPayload into, int tag) {
      return start(new Operation().receive(context, into, other.rank, tag));
    }

    void abort(Operation operation) {
      progress.failures.abort(operation, new IllegalStateException("thrown out"));
    }

    SendState sendState() {
      return progress.sends.messages().get(0).state;
    }

    RecvState recvState() {
      return progress.records.all().get(0).state;
    }
  }

  private static final UserCode NO_USER_CODE =
      new UserCode() {
        @Override
        public void enter() {
          // nothing to note
        }

        @Override
        public void leave() {
          // nothing to note
        }
      };

  /** Polls both until nothing moves any more. */
  void settle() {
    for (boolean moved = true; moved; ) {
      moved = sender.poll();
      moved |= receiver.poll();
    }
  }
}
