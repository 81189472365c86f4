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
 * How a rank joins a group whose segment it has open: it takes a number, counts itself in, and
 * sleeps until the group is in the next {@link Phase}. Nothing that happens meanwhile wakes it.
 *
 * <p>Each rank looks, now and then, whether the next one that is there still lives. If some have
 * died and others have not, one that has not comes before one that has, so it is noticed. The more
 * ranks there are, the more rarely each one looks: all together always cost the same.
 */
final class Gathering implements AutoCloseable {
  /** Between looks at the next rank: 100 ms, and with many ranks 4 ms for each. */
  private static final long LEAST_LOOK_NS = 100_000_000;

  private static final long LOOK_NS_PER_RANK = 4_000_000;
  private static final long POLL_NS = 1_000_000; // a virtual thread must not block its carrier
  private static final int NONE = -1;

  private final Segment segment;
  private final GroupFile file;
  private final MeetingPlaces places;
  private final JoinRequest request;
  private final boolean made; // by this rank
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
   * Takes the rank that is wanted, or the next.
   *
   * @return false if the group was given up: another has to be found
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
              ? "the name is in use, and all of its " + request.size() + " ranks are taken"
              : String.format(
                  Locale.ROOT,
                  "rank %d is taken by process %d",
                  wanted,
                  RankProcess.pidOf(segment.memory(), wanted)));
    }
    return false;
  }

  /** Of the rank that is wanted, or of all. */
  private int firstDead(int wanted) {
    for (int other = 0; other < request.size(); other++) {
      if ((wanted < 0 || wanted == other) && RankProcess.hasEnded(segment.memory(), other)) {
        return other;
      }
    }
    return NONE;
  }

  /**
   * Counts this rank in, and waits for the others.
   *
   * @return empty if the group is to be found again: it was given up before this rank came, or
   *     meets elsewhere
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
    int dead = last ? firstDead(NONE) : NONE; // one may have died that nobody has looked at since
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
          open(); // the last one may have died at it
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

  /** Takes the name away, whoever else does; then all may go. */
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
              "only %d of %d ranks came within %s; %s",
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
      return "this one sees another /dev/shm than process "
          + launcher.getAsLong()
          + ", which started it: share it (docker run --ipc, or -v /dev/shm:/dev/shm)";
    }
    String others = places.otherUsers();
    return "others cannot meet them if they run as another user"
        + (others.isEmpty() ? "" : " (there are groups of user " + others + ")")
        + ", or see another /dev/shm, as in a container of their own";
  }

  /** The next rank that is there, if it has died. */
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
   * Ends the group for all, and takes its name away.
   *
   * @return false if it is complete, or was given up before
   */
  private boolean giveUp(Cause cause, int number) throws IOException {
    if (Phase.of(segment) != Phase.GATHERING) {
      return false;
    }
    cause.write(segment, number);
    boolean over = Phase.GATHERING.stepTo(Phase.OVER, segment);
    if (over) {
      file.removeName();
    }
    return over;
  }

  /** And waits until all have done so: a look at whether one may comes next. */
  private void letOthersReach() {
    PtracerGrant.grant(request.launcher(), segment, rank);
    if (SharedAtomics.addInt(segment.memory(), GRANTED, 1) + 1 == request.size()) {
      Phase.OPEN.stepTo(Phase.GRANTED, segment);
    }
    while (Phase.of(segment) == Phase.OPEN && !request.isOverdue()) {
      if (deadNeighbour() != NONE) {
        Phase.OPEN.stepTo(Phase.GRANTED, segment); // it never will
      } else {
        sleep(Phase.OPEN);
      }
    }
  }

  /** Until the group is in another phase, or it is time to look. */
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

  /** Without a membership: nobody shall wait for this rank. */
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
