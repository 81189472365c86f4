package io.crossmem.internal.engine;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.ProtocolSelector;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.protocol.UserCode;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.shm.FaultySegment;
import io.crossmem.internal.shm.RingDescriptor;
import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/** One rank of a {@link TestGroup}: all that its engine has but the lock and the waiting. */
final class TestRank {
  static final RemoteProcess SELF = RemoteProcess.of((int) ProcessHandle.current().pid(), 0);

  final int rank;
  final FaultySegment segment;
  final Peer[] peers;
  final Doorbell doorbell;
  final Connections connections;
  final TestCopy copy = new TestCopy();
  final Progress progress;

  private IntFunction<ByteBuffer> memory = OffHeap::allocate;
  private int userCodeDepth;

  /**
   * A rank of a segment.
   *
   * @param permissions the kernel's result for a copy from or to each rank: 0, or an errno
   */
  TestRank(
      FaultySegment segment,
      int rank,
      ProtocolSelector selector,
      long unexpected,
      int[] permissions) {
    this.rank = rank;
    this.segment = segment;
    peers = new Peer[segment.size()];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = new Peer(i, SELF, permissions[i], unexpected, bytes -> memory.apply(bytes));
    }
    doorbell = new Doorbell(segment, rank);
    connections = new Connections(segment, rank, peers, doorbell);
    progress = new Progress(connections, selector, copy, userCode());
  }

  private UserCode userCode() {
    return new UserCode() {
      @Override
      public void enter() {
        userCodeDepth++;
      }

      @Override
      public void leave() {
        userCodeDepth--;
      }
    };
  }

  /** Whether the user's code is being run. */
  boolean isInUserCode() {
    return userCodeDepth > 0;
  }

  /** The source of memory for messages that no receive has matched. */
  void takeMemoryFrom(IntFunction<ByteBuffer> next) {
    memory = next;
  }

  /** As the engine does. */
  FailureCause start(Operation operation) {
    operation.begin();
    boolean started = false;
    try {
      FailureCause refusal = progress.start(operation);
      started = true;
      return refusal;
    } finally {
      if (!started) {
        operation.revoke();
      }
    }
  }

  Operation send(Context context, Payload payload, int dest, int tag) {
    Operation operation = new Operation().send(context, payload, dest, tag);
    start(operation);
    return operation;
  }

  Operation receive(Context context, Payload payload, int source, int tag) {
    Operation operation = new Operation().receive(context, payload, source, tag);
    start(operation);
    return operation;
  }

  /** Polls once, and wakes the threads that the engine would wake. */
  boolean poll() {
    try {
      return progress.poll();
    } finally {
      wake();
    }
  }

  void wake() {
    doorbell.wake(doorbell.takeNoted());
  }

  boolean hasNews() {
    return progress.isActive() || connections.hasNews();
  }

  /** Another process in the place of a rank's, before anything was sent. */
  void replaceProcess(int other, RemoteProcess process) {
    peers[other] = new Peer(other, process, 0, Long.MAX_VALUE, bytes -> memory.apply(bytes));
  }

  /** As the failure detector does. */
  void lose(int other, PeerState state) {
    progress.drainAll(peers[other]);
    progress.failures.lose(peers[other], state, null);
  }

  /** The state of the only message that it has announced. */
  SendState sendState() {
    return onlyOutgoing().state;
  }

  OutgoingMessage onlyOutgoing() {
    if (progress.sends.messages().size() != 1) {
      throw new IllegalStateException("messages: " + progress.sends.messages().size());
    }
    return progress.sends.messages().get(0);
  }

  /** The state of the only message that was announced to it. */
  RecvState recvState() {
    return onlyIncoming().state;
  }

  IncomingMessage onlyIncoming() {
    if (progress.records.all().size() != 1) {
      throw new IllegalStateException("messages: " + progress.records.all().size());
    }
    return progress.records.all().get(0);
  }

  /** How many part counters of the ring from a peer are in use; it opens and closes the others. */
  int countersInUse(int other) {
    if (peers[other].in == null) {
      return 0;
    }
    int[] opened = new int[RingDescriptor.COUNTER_COUNT];
    int free = 0;
    while (peers[other].in.hasCounter()) {
      opened[free++] = peers[other].in.openCounter();
    }
    for (int i = 0; i < free; i++) {
      peers[other].in.closeCounter(opened[i]);
    }
    return RingDescriptor.COUNTER_COUNT - free;
  }
}
