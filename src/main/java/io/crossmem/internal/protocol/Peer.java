package io.crossmem.internal.protocol;

import io.crossmem.internal.network.Link;
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

/**
 * Another rank, or this one: the rings to and from it, and the data that waits for space in them.
 */
public final class Peer {
  /** Its rank in the group. */
  public final int rank;

  /** Its place among the ranks of its node. */
  public final int slot;

  /** Its process; null if it is on another node. */
  public final RemoteProcess process;

  /** Null if it is on this node. */
  public final Link link;

  /** Null until this process first sends to it. */
  public RingProducer out;

  /** Null until it first sends to this process. */
  public RingConsumer in;

  PeerState state = PeerState.ALIVE;
  String detail; // LOST: why
  int permission; // 0 if the kernel allows access to its memory, else the errno
  boolean keepsDescriptors; // the kernel denies duplicating them
  private int mapRefusal; // 0, or the first errno when mapping its memory failed
  int ring; // the ring from it: 1 + index, 0 if there is none

  final LinkedQueue<Operation> backlog = new LinkedQueue<>(); // sends that wait for space
  final ArrayDeque<ControlMessage> controls = new ArrayDeque<>(); // that wait for space
  final UnexpectedStore unexpected;
  final CopyCosts costs = new CopyCosts();
  final Traffic sent = new Traffic(); // messages to it
  final Traffic received = new Traffic(); // messages from it
  int eagerLimit; // the limit that was set for its eager messages, in bytes; 0 if none
  int writeWishes; // how it was told to write long payloads
  final ProtocolLearner learner = new ProtocolLearner();
  boolean hasPendingOutput; // it is in the list of peers with a backlog or controls

  /**
   * A peer without rings.
   *
   * @param unexpectedLimit limit for its stored messages without a receive, in bytes
   */
  public Peer(int rank, RemoteProcess process, int permission, long unexpectedLimit) {
    this(rank, process, permission, unexpectedLimit, OffHeap::allocate);
  }

  /** The same, with another source of memory for these messages. */
  public Peer(
      int rank,
      RemoteProcess process,
      int permission,
      long unexpectedLimit,
      IntFunction<ByteBuffer> memory) {
    this(rank, rank, process, null, permission, new UnexpectedStore(unexpectedLimit, memory));
  }

  /** A rank of this node, of a group that spans several. */
  public Peer(int rank, int slot, RemoteProcess process, int permission, long unexpectedLimit) {
    this(
        rank,
        slot,
        process,
        null,
        permission,
        new UnexpectedStore(unexpectedLimit, OffHeap::allocate));
  }

  /** A rank of another node. */
  public Peer(int rank, int slot, Link link, long unexpectedLimit) {
    this(
        rank,
        slot,
        null,
        link,
        Syscalls.ESRCH, // its memory is not this kernel's
        new UnexpectedStore(unexpectedLimit, OffHeap::allocate));
  }

  private Peer(
      int rank,
      int slot,
      RemoteProcess process,
      Link link,
      int permission,
      UnexpectedStore unexpected) {
    this.rank = rank;
    this.slot = slot;
    this.process = process;
    this.link = link;
    this.permission = permission;
    this.unexpected = unexpected;
  }

  /** Whether it is on another node. */
  public boolean isRemote() {
    return link != null;
  }

  /** Of its process; 0 if that is on another node. */
  public int pid() {
    return process == null ? 0 : process.pid();
  }

  /** Where it is, in words. */
  public String place() {
    return isRemote() ? "on another node" : "pid " + pid();
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
   * Notes the errno of a refused copy. ESRCH can also occur for a living process whose first thread
   * has ended; if the process has ended, this is detected elsewhere.
   */
  public void refused(int errno) {
    if (errno == Syscalls.EPERM || errno == Syscalls.ENOSYS || errno == Syscalls.ESRCH) {
      permission = errno;
    }
  }

  /** Whether its memory can be mapped, as far as is known. */
  boolean canMap() {
    return canReach() && !keepsDescriptors;
  }

  /** Notes the errno when duplicating a descriptor failed. */
  void refusedDescriptor(int errno) {
    keepsDescriptors |= errno == Syscalls.EPERM || errno == Syscalls.ENOSYS;
    refusedMapping(errno);
  }

  /** Notes the errno when mapping its memory failed. */
  void refusedMapping(int errno) {
    mapRefusal = mapRefusal == 0 ? errno : mapRefusal;
  }

  /** 0, or the first errno when mapping its memory failed. */
  public int mapRefusal() {
    return mapRefusal;
  }

  /** Marks it as gone; called once. */
  public void lose(PeerState why, String words) {
    state = why;
    detail = words;
    controls.clear();
  }

  /** Sends that wait for space, in order. */
  public LinkedQueue<Operation> backlog() {
    return backlog;
  }

  /** Removes a send that waits for space; false if it does not wait. */
  public boolean withdraw(Operation send) {
    boolean waits = send.isQueued();
    backlog.remove(send);
    return waits;
  }

  /** Sends that wait for space. */
  public List<Operation> waiting() {
    return backlog.all();
  }

  /** Must be called a few times per second: frees memory that is no longer needed. */
  public void trim() {
    unexpected.trim();
  }

  /** The value in RTS for the protocol that is tried for messages from this peer. */
  public int tried(long length) {
    return learner.tried(length) << RingDescriptor.TRIED_SHIFT;
  }

  /** The times of messages from it by protocol, as text; empty if not known. */
  public String learned() {
    return learner.words();
  }

  /** Messages sent to it. */
  public Traffic sent() {
    return sent;
  }

  /** Messages received from it. */
  public Traffic received() {
    return received;
  }

  /** Frees its memory; messages from it must not be needed any more. */
  public void close() {
    if (process != null) {
      process.close();
    }
    unexpected.close();
  }

  /** Why an operation that needs this peer fails. */
  public FailureCause cause() {
    return switch (state) {
      case ALIVE -> throw new IllegalStateException("rank " + rank + " has not failed");
      case LEFT -> FailureCause.of(FailureCause.Kind.PEER_LEFT, rank);
      case DIED -> FailureCause.of(FailureCause.Kind.PEER_DIED, rank);
      case LOST -> FailureCause.of(FailureCause.Kind.PEER_LOST, rank, detail);
      case UNHEARD -> FailureCause.of(FailureCause.Kind.PEER_UNHEARD, rank, detail);
    };
  }
}
