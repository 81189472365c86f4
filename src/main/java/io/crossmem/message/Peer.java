package io.crossmem.message;

import io.crossmem.Errno;
import io.crossmem.internal.process.RemoteProcess;
import java.util.ArrayDeque;

/** Another rank, or this one: the rings to and from it, and what waits for room in them. */
final class Peer {
  private static final int EPERM = Errno.EPERM.number();
  private static final int ESRCH = Errno.ESRCH.number();
  private static final int ENOSYS = Errno.ENOSYS.number();

  /** In the segment. */
  final int rank;

  final RemoteProcess process;

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

  /**
   * Takes note that a copy was refused.
   *
   * @throws LostPeerException if that is because the process is gone
   */
  void refused(int errno) throws LostPeerException {
    if (errno == ESRCH && hasEnded()) {
      throw new LostPeerException(this);
    }
    if (errno == EPERM || errno == ENOSYS || errno == ESRCH) {
      reachErrno = errno;
    }
  }

  Peer(int rank, int pid, long start) {
    this.rank = rank;
    this.process = RemoteProcess.of(pid, start);
  }

  boolean canReach() {
    return reachErrno == 0;
  }

  /** Whether that is known: a process that cannot be asked is taken for alive. */
  boolean hasEnded() {
    return process.liveness() == RemoteProcess.Liveness.ENDED;
  }

  void close() {
    process.close();
  }
}
