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
 * Prints the pending operations on System.err when a wait has lasted as long as the system property
 * {@code crossmem.diagnose.after}: which rank waits for which. Each wait is reported once. If
 * several waits last this long at the same time, only one of them is reported, since the report has
 * the operations of all.
 */
final class WaitDiagnosis {
  /** Added to the start of a wait, so that it is never reported again. */
  private static final long NEVER_NS = 1L << 61;

  private static final int MOST_LINES = 20;

  private final LockedProgress locked;
  private final Connections connections;
  private final long afterNs; // 0: nothing is printed
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  WaitDiagnosis(LockedProgress locked, long afterNs) {
    this.locked = locked;
    this.connections = locked.progress.connections;
    this.afterNs = afterNs;
  }

  /** With the value of the property. */
  static WaitDiagnosis get(LockedProgress locked) {
    return new WaitDiagnosis(locked, Setting.DIAGNOSE_AFTER.nanos());
  }

  /** The start of a wait that is never reported. */
  static long never() {
    return System.nanoTime() + NEVER_NS;
  }

  /**
   * Must be called from time to time by a waiting thread, without the lock.
   *
   * @param began start of the wait, by System.nanoTime
   * @return the value to pass in the next call
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
      // A message must not fail because the user's stream throws.
    }
  }

  /** The lines to print. */
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
      lines.add("  no send or receive is pending: it waits in a probe");
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
        : name(peer)
            + " has no send that waits for this rank: it is slow, or waits for another rank";
  }

  private String name(int rank) {
    return "rank " + rank + " (" + connections.peer(rank).place() + ")";
  }
}
