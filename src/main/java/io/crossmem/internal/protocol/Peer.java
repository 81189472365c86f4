package io.crossmem.internal.protocol;

import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.shm.RingConsumer;
import io.crossmem.internal.shm.RingDescriptor;
import io.crossmem.internal.shm.RingProducer;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.IntFunction;

/** Another rank, or this one: the rings to and from it, and what waits for room in them. */
public final class Peer {
  /** In the group. */
  public final int rank;

  /** Its process. */
  public final RemoteProcess process;

  /** Null until this process first sends to it. */
  public RingProducer out;

  /** Null until it first sends to this process. */
  public RingConsumer in;

  PeerState state = PeerState.ALIVE;
  String detail; // LOST: why
  int permission; // 0 if the kernel lets this process reach into its memory, else the errno
  boolean keepsDescriptors; // the kernel lets nobody take them over
  private int mapRefusal; // 0, or the first errno that kept its memory from being mapped
  int ring; // from it: 1 + index, 0 while there is none

  final LinkedQueue<Operation> backlog = new LinkedQueue<>(); // sends that found no room
  final ArrayDeque<ControlMessage> controls = new ArrayDeque<>(); // that found no room
  final UnexpectedStore unexpected;
  final CopyCosts costs = new CopyCosts();
  final Traffic sent = new Traffic(); // to it
  final Traffic received = new Traffic(); // from it
  int eagerLimit; // bytes that it was told to send at once; 0 if nothing
  final ProtocolLearner learner = new ProtocolLearner();
  boolean hasPendingOutput; // it is in the list of those with a backlog or controls

  /**
   * A peer that is not heard yet.
   *
   * @param unexpectedLimit bytes of its messages that are kept before anybody asks for them
   */
  public Peer(int rank, RemoteProcess process, int permission, long unexpectedLimit) {
    this(rank, process, permission, unexpectedLimit, OffHeap::allocate);
  }

  /** The same, with memory for these messages from elsewhere. */
  public Peer(
      int rank,
      RemoteProcess process,
      int permission,
      long unexpectedLimit,
      IntFunction<ByteBuffer> memory) {
    this.rank = rank;
    this.process = process;
    this.permission = permission;
    this.unexpected = new UnexpectedStore(unexpectedLimit, memory);
  }

  public PeerState state() {
    return state;
  }

  public boolean isAlive() {
    return state == PeerState.ALIVE;
  }

  /** Whether this process may copy from and to its memory. */
  public boolean canReach() {
    return permission == 0;
  }

  /** 0 if this process may copy from and to its memory, else the errno. */
  public int permission() {
    return permission;
  }

  /**
   * Takes note of what the kernel said to a copy. ESRCH may be said of a process that lives, whose
   * first thread has ended; if it does not live, that is found elsewhere.
   */
  public void refused(int errno) {
    if (errno == Syscalls.EPERM || errno == Syscalls.ENOSYS || errno == Syscalls.ESRCH) {
      permission = errno;
    }
  }

  /** Whether memory of it may be mapped, as far as is known. */
  boolean canMap() {
    return canReach() && !keepsDescriptors;
  }

  /** Takes note of what the kernel said when a descriptor was to be taken over. */
  void refusedDescriptor(int errno) {
    keepsDescriptors |= errno == Syscalls.EPERM || errno == Syscalls.ENOSYS;
    refusedMapping(errno);
  }

  /** The same when memory of it was to be mapped. */
  void refusedMapping(int errno) {
    mapRefusal = mapRefusal == 0 ? errno : mapRefusal;
  }

  /** 0, or the first errno that kept its memory from being mapped here. */
  public int mapRefusal() {
    return mapRefusal;
  }

  /** It is gone for this process; once. */
  public void lose(PeerState why, String words) {
    state = why;
    detail = words;
    controls.clear();
  }

  /** Sends that found no room, in their order. */
  public LinkedQueue<Operation> backlog() {
    return backlog;
  }

  /** Takes a send back that found no room; false if it is not among those. */
  public boolean withdraw(Operation send) {
    boolean waits = send.isQueued();
    backlog.remove(send);
    return waits;
  }

  /** Sends that found no room. */
  public List<Operation> waiting() {
    return backlog.all();
  }

  /** To be called a few times a second: memory that is not needed any more goes back. */
  public void trim() {
    unexpected.trim();
  }

  /** What RTS says of the protocol that is tried for messages from there. */
  public int tried(long length) {
    return learner.tried(length) << RingDescriptor.TRIED_SHIFT;
  }

  /** How long messages from it took by which protocol, in words; empty if that is not known. */
  public String learned() {
    return learner.words();
  }

  /** What was sent to it. */
  public Traffic sent() {
    return sent;
  }

  /** What was received from it. */
  public Traffic received() {
    return received;
  }

  /** Gives back what is kept for it; nothing that came from it may be needed any more. */
  public void close() {
    process.close();
    unexpected.close();
  }

  /** Why an operation fails that needs it. */
  public FailureCause cause() {
    return switch (state) {
      case ALIVE -> throw new IllegalStateException("rank " + rank + " has not failed");
      case LEFT -> FailureCause.of(FailureCause.Kind.PEER_LEFT, rank);
      case DIED -> FailureCause.of(FailureCause.Kind.PEER_DIED, rank);
      case LOST -> FailureCause.of(FailureCause.Kind.PEER_LOST, rank, detail);
    };
  }
}
