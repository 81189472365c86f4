package io.crossmem.internal.engine;

import io.crossmem.internal.engine.Pending.State;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.sys.DurationText;
import io.crossmem.internal.sys.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says on System.err what is under way when a wait has lasted as long as the system property {@code
 * crossmem.diagnose.after} says: who waits for whom. Once for each wait; of several waits that last
 * as long at the same time only one says so, since it names what all wait for.
 */
final class WaitDiagnosis {
  /** So far behind the beginning of a wait that it is never over. */
  private static final long NEVER_NS = 1L << 61;

  private static final int MOST_LINES = 20;

  private final LockedProgress locked;
  private final Connections connections;
  private final long afterNs; // 0: nothing is said
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  WaitDiagnosis(LockedProgress locked, long afterNs) {
    this.locked = locked;
    this.connections = locked.progress.connections;
    this.afterNs = afterNs;
  }

  /** As the property says. */
  static WaitDiagnosis get(LockedProgress locked) {
    return new WaitDiagnosis(locked, Setting.DIAGNOSE_AFTER.nanos());
  }

  /** The beginning of a wait that may last. */
  static long never() {
    return System.nanoTime() + NEVER_NS;
  }

  /**
   * To be called from time to time by who waits, without the lock.
   *
   * @param began when the wait began, by System.nanoTime
   * @return what to give the next time
   */
  long check(long began) {
    if (afterNs == 0) {
      return began;
    }
    long now = System.nanoTime();
    if (now - began < afterNs) {
      return began;
    }
    long quiet = quietUntil.get();
    if (now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + afterNs)) {
      say();
    }
    return began + NEVER_NS;
  }

  private void say() {
    try {
      System.err.println(String.join(System.lineSeparator(), lines(locked.pending())));
    } catch (Throwable e) {
      // A stream of the user's that throws is no reason for a message to fail.
    }
  }

  /** What is said. */
  List<String> lines(List<Pending> pending) {
    List<String> lines = new ArrayList<>();
    String thread = Thread.currentThread().getName();
    thread = thread.isEmpty() ? "a virtual thread" : "thread " + thread;
    lines.add(
        "crossmem: "
            + name(connections.rank())
            + ", "
            + thread
            + ": has waited for "
            + DurationText.ofNanos(afterNs)
            + ':');
    for (Pending one : pending.subList(0, Math.min(pending.size(), MOST_LINES))) {
      lines.add("  " + one.words(this::name));
    }
    if (pending.size() > MOST_LINES) {
      lines.add("  and " + (pending.size() - MOST_LINES) + " more");
    }
    if (pending.isEmpty()) {
      lines.add("  no send or receive is under way: it waits in a probe");
    }
    for (int peer : stalledReceivers(pending)) {
      lines.add("  " + verdict(peer, pending));
    }
    return lines;
  }

  private static Set<Integer> stalledReceivers(List<Pending> pending) {
    Set<Integer> peers = new TreeSet<>();
    for (Pending one : pending) {
      if (one.isStalledSend()) {
        peers.add(one.peer());
      }
    }
    return peers;
  }

  private String verdict(int peer, List<Pending> pending) {
    boolean sendsAsWell =
        pending.stream()
            .anyMatch(one -> one.state() == State.UNRECEIVED_SEND && one.peer() == peer);
    return sendsAsWell
        ? "this rank and " + name(peer) + " both send, and neither receives: use sendRecv or isend"
        : name(peer) + " does not wait for this rank to receive: it is slow, or waits for another";
  }

  private String name(int rank) {
    return "rank " + rank + " (pid " + connections.peer(rank).process.pid() + ")";
  }
}
