package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.*;

import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.sys.AsymmetricFence;
import io.crossmem.internal.sys.Syscalls;
import io.crossmem.internal.sys.VirtualThreads;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How a rank joins a group whose segment it has opened: it takes a rank, increments the count of
 * joined ranks, and sleeps until the group reaches the next {@link Phase}. Other ranks that join do
 * not wake it.
 *
 * <p>From time to time each rank checks whether the next joined rank still lives. If some ranks
 * have died and others have not, a living rank comes before a dead one, so the death is detected.
 * The more ranks there are, the longer each waits between checks, so that the total cost stays the
 * same.
 */
final class Gathering implements AutoCloseable {
  /** Pause between checks of the next rank: 100 ms, with many ranks 4 ms per rank. */
  private static final long LEAST_LOOK_NS = 100_000_000;

  private static final long LOOK_NS_PER_RANK = 4_000_000;
  private static final long POLL_NS = 1_000_000; // a virtual thread must not block its carrier
  private static final int NONE = -1;

  private final Segment segment;
  private final GroupFile file;
  private final MeetingPlaces places;
  private final JoinRequest request;
  private final boolean made; // whether this rank created the file
  private int rank = NONE;
  private boolean joined;

  Gathering(
      Segment segment, GroupFile file, MeetingPlaces places, JoinRequest request, boolean made) {
    this.segment = segment;
    this.file = file;
    this.places = places;
    this.request = request;
    this.made = made;
  }

  /**
   * Takes the requested rank, or the next free one.
   *
   * @return false if joining has failed: try again with another file
   */
  boolean takeRank() throws IOException {
    int wanted = request.rank();
    int next = wanted >= 0 ? wanted : SharedAtomics.addInt(segment.memory(), NEXT_RANK, 1);
    while (next < request.size() && !RankProcess.take(segment.memory(), next)) {
      next = wanted >= 0 ? request.size() : SharedAtomics.addInt(segment.memory(), NEXT_RANK, 1);
    }
    if (next < request.size()) {
      rank = next;
      return true;
    }
    int dead = firstDead(wanted);
    if (dead != NONE) {
      giveUp(Cause.DIED, dead);
    } else if (Phase.of(segment) == Phase.GATHERING) {
      throw new JoinException(
          wanted < 0
              ? "the name is in use, and all " + request.size() + " ranks are taken"
              : String.format(
                  Locale.ROOT,
                  "rank %d is taken by process %d",
                  wanted,
                  RankProcess.pidOf(segment.memory(), wanted)));
    }
    return false;
  }

  /** The first dead rank; only the wanted one is checked, if there is one. */
  private int firstDead(int wanted) {
    for (int other = 0; other < request.size(); other++) {
      if ((wanted < 0 || wanted == other) && RankProcess.hasEnded(segment.memory(), other)) {
        return other;
      }
    }
    return NONE;
  }

  /**
   * Increments the count of joined ranks, and waits for the others.
   *
   * @return empty to try again: joining had failed before this rank came, or the group uses another
   *     file
   */
  Optional<Membership> joinOthers() throws IOException {
    Cores.add(segment);
    if (!AsymmetricFence.isRegistered()) {
      SharedAtomics.setInt(segment.memory(), NO_MEMBARRIER, 1);
    }
    boolean asked = PtracerGrant.isAsked();
    if (asked) {
      PtracerGrant.strikeOutAncestors(segment);
    }
    boolean last = SharedAtomics.addInt(segment.memory(), JOINED, 1) + 1 == request.size();
    int dead = last ? firstDead(NONE) : NONE; // a rank may have died since the last check
    if (dead != NONE) {
      giveUp(Cause.DIED, dead);
    }
    if (Phase.of(segment) == Phase.OVER) {
      return Optional.empty();
    }
    if (last) {
      Phase.GATHERING.stepTo(Phase.FULL, segment);
      open();
    }
    if (!awaitOthers()) {
      return Optional.empty();
    }
    if (asked) {
      letOthersReach();
    }
    joined = true;
    return Optional.of(new Membership(segment, rank));
  }

  private boolean awaitOthers() throws IOException {
    while (true) {
      switch (Phase.of(segment)) {
        case GATHERING -> awaitMore();
        case FULL -> {
          sleep(Phase.FULL);
          open(); // the last rank may have died while doing this
        }
        case OPEN, GRANTED -> {
          return true;
        }
        case OVER -> {
          if (Cause.of(segment) == Cause.MOVED) {
            return false;
          }
          throw new JoinException(Cause.words(segment));
        }
      }
    }
  }

  /** Removes the file's name, which several ranks may do; then all can continue. */
  private void open() throws IOException {
    if (Phase.of(segment) == Phase.FULL) {
      file.removeName();
      Phase.FULL.stepTo(Phase.OPEN, segment);
    }
  }

  private void awaitMore() throws IOException {
    if (made && !places.isFirst(file.folder()) && places.isBefore(file.folder(), file.name())) {
      giveUp(Cause.MOVED, 0);
      return;
    }
    int dead = deadNeighbour();
    if (dead != NONE && giveUp(Cause.DIED, dead)) {
      throw new JoinException(Cause.died(segment, dead));
    }
    int count = SharedAtomics.getInt(segment.memory(), JOINED);
    if (request.isOverdue() && giveUp(Cause.TIMED_OUT, count)) {
      throw new JoinException(
          String.format(
              Locale.ROOT,
              "only %d of %d ranks joined within %s; %s",
              count,
              request.size(),
              request.timeoutInWords(),
              whoCannotMeet()));
    }
    sleep(Phase.GATHERING);
  }

  private String whoCannotMeet() {
    OptionalLong launcher = request.launcher();
    if (launcher.isPresent() && MeetingFolder.isElsewhereFor(launcher.getAsLong())) {
      return "this rank has a different /dev/shm than process "
          + launcher.getAsLong()
          + ", which started it: share it (docker run --ipc, or -v /dev/shm:/dev/shm)";
    }
    String others = places.otherUsers();
    return "the others cannot join if they run as another user"
        + (others.isEmpty() ? "" : " (there are groups of user " + others + ")")
        + ", or have a different /dev/shm, for example in another container";
  }

  /** The next joined rank, if it has died. */
  private int deadNeighbour() {
    for (int i = 1; i < request.size(); i++) {
      int other = (rank + i) % request.size();
      if (RankProcess.pidOf(segment.memory(), other) != 0) {
        return RankProcess.hasEnded(segment.memory(), other) ? other : NONE;
      }
    }
    return NONE;
  }

  /**
   * Makes joining fail for all ranks, and removes the file's name.
   *
   * @return false if the group is already complete or has already failed
   */
  private boolean giveUp(Cause cause, int number) throws IOException {
    if (Phase.of(segment) != Phase.GATHERING) {
      return false;
    }
    cause.write(segment, number);
    boolean gaveUp = Phase.GATHERING.stepTo(Phase.OVER, segment);
    if (gaveUp) {
      file.removeName();
    }
    return gaveUp;
  }

  /** Allows access and waits until all ranks have done so, since each checks its access next. */
  private void letOthersReach() {
    PtracerGrant.grant(request.launcher(), segment, rank);
    if (SharedAtomics.addInt(segment.memory(), GRANTED, 1) + 1 == request.size()) {
      Phase.OPEN.stepTo(Phase.GRANTED, segment);
    }
    while (Phase.of(segment) == Phase.OPEN && !request.isOverdue()) {
      if (deadNeighbour() != NONE) {
        Phase.OPEN.stepTo(Phase.GRANTED, segment); // it will never grant access
      } else {
        sleep(Phase.OPEN);
      }
    }
  }

  /** Sleeps until the group is in another phase, or it is time for a check. */
  private void sleep(Phase phase) {
    long look = Math.max(LEAST_LOOK_NS, request.size() * LOOK_NS_PER_RANK);
    long nanos = Math.max(POLL_NS, Math.min(look, request.remainingNanos()));
    if (!VirtualThreads.isCurrentVirtual()) {
      Syscalls.futexWait(segment.address() + PHASE, phase.number, nanos);
      return;
    }
    long end = System.nanoTime() + nanos;
    while (Phase.of(segment) == phase && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(POLL_NS);
      request.noteInterrupt();
    }
  }

  /** If this rank did not join, makes joining fail, so that no rank waits for it. */
  @Override
  public void close() throws IOException {
    if (!joined) {
      try {
        if (rank != NONE) {
          giveUp(Cause.FAILED, rank);
        }
      } finally {
        segment.close();
      }
    }
  }
}
