package io.crossmem.message;

import io.crossmem.Errno;
import io.crossmem.internal.sys.Syscalls;
import java.util.ArrayDeque;

/** Another rank, or this one: the rings to and from it, and what waits for room in them. */
final class Peer {
  private static final int EPERM = Errno.EPERM.number();
  private static final int ESRCH = Errno.ESRCH.number();
  private static final int ENOSYS = Errno.ENOSYS.number();

  /** In the segment. */
  final int rank;

  final int pid;
  final long start; // clock ticks after boot

  /** Null until this process first sends to it. */
  OutRing out;

  /** Null until it first sends to this process. */
  InRing in;

  /** Sends that found no room, in their order. */
  final ArrayDeque<Request> backlog = new ArrayDeque<>();

  /** Answers that found no room. */
  final ArrayDeque<Answer> answers = new ArrayDeque<>();

  /** Why nothing can be sent to it or received from it any more; null while it can. */
  String failure;

  /** It has closed the communicator. */
  boolean left;

  /** With a failure: its process ended, so that whoever counts on it waits in vain. */
  boolean died;

  /** Whether it may still write into this process's memory, although it was given up. */
  boolean mayWrite() {
    return !died && !left;
  }

  /** The large messages that both sides copy, by their claims. */
  final Incoming[] shared = new Incoming[RingDescriptor.CLAIM_COUNT];

  /** 0 if the kernel lets this process reach into its memory, else the errno. */
  int reachErrno;

  private int pidfd = -1;
  private int guard = -1;
  private boolean guarded;
  private boolean recycled;

  /**
   * Takes note that a copy was refused.
   *
   * @throws LostPeerException if that is because the process is gone
   */
  void refused(int errno) throws LostPeerException {
    if (errno == ESRCH) {
      throw new LostPeerException(this);
    }
    if (errno == EPERM || errno == ENOSYS) {
      reachErrno = errno;
    }
  }

  Peer(int rank, int pid, long start) {
    this.rank = rank;
    this.pid = pid;
    this.start = start;
  }

  boolean canReach() {
    return reachErrno == 0;
  }

  /** For transfers: -1 if the kernel has no pidfd. Opened when first asked for. */
  int guard() {
    if (!guarded) {
      guarded = true;
      pidfd = Syscalls.pidfdOpen(pid);
      guard = pidfd < 0 ? -1 : Syscalls.epollCreate();
      if (guard >= 0) {
        Syscalls.epollAdd(guard, pidfd);
      }
      recycled = start != 0 && Segment.startOf(pid) != start;
    }
    return guard;
  }

  /** Whether its pid may have been another process's before it could be guarded. */
  boolean isRecycled() {
    return guard() >= 0 && recycled;
  }

  boolean hasEnded() {
    if (isRecycled() || (guard >= 0 && Syscalls.epollReady(guard) != 0)) {
      return true;
    }
    return guard < 0 && Segment.startOf(pid) != start;
  }

  void close() {
    if (guard >= 0) {
      Syscalls.close(guard);
    }
    if (pidfd >= 0) {
      Syscalls.close(pidfd);
    }
    guard = -1;
    pidfd = -1;
    guarded = true;
  }
}
