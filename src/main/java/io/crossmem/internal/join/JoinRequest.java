package io.crossmem.internal.join;

import io.crossmem.internal.sys.DurationText;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A request to join a group: its name, the rank, the launcher and the time limit. Used by one
 * thread.
 */
final class JoinRequest {
  private final String name;
  private final int rank;
  private final int size;
  private final int groupSize;
  private final Duration timeout;
  private final OptionalLong launcher;
  private final long deadline;
  private boolean interrupted;

  JoinRequest(
      String name, int rank, int size, int groupSize, OptionalLong launcher, Duration timeout) {
    this.name = name;
    this.rank = rank;
    this.size = size;
    this.groupSize = groupSize;
    this.launcher = launcher;
    this.timeout = timeout;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  String name() {
    return name;
  }

  /** -1 for any. */
  int rank() {
    return rank;
  }

  int size() {
    return size;
  }

  /** With the ranks of other nodes. */
  int groupSize() {
    return groupSize;
  }

  /** The process that started all ranks, if it is known. */
  OptionalLong launcher() {
    return launcher;
  }

  /** For example {@code 8 s} or {@code 300 ms}. */
  String timeoutInWords() {
    return DurationText.of(timeout);
  }

  long remainingNanos() {
    return deadline - System.nanoTime();
  }

  boolean isOverdue() {
    return remainingNanos() < 0;
  }

  /** Clears an interrupt, which would end each sleep; it is restored after joining. */
  void noteInterrupt() {
    interrupted |= Thread.interrupted();
  }

  void giveInterruptBack() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
