package io.crossmem.internal.join;

import io.crossmem.internal.shm.FileSegment;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * How the processes of a group find each other: by a file whose name they all know, in a folder
 * that only their user may enter.
 *
 * <p>The first makes the file aside, with no more in it than the part for all ranks, and links it
 * to its name, which only one can do; that one then takes the space for rings. Each takes a rank in
 * it and counts itself in. When all are there the name is taken away, so that from then on nothing
 * is left behind, however they end. Somebody who waits for too long, or sees another die, ends it
 * for all; and a file that nobody has locked any more is removed by whoever finds it.
 */
public final class Bootstrap {
  private static final long PAUSE_NS = 200_000; // while another takes a name away
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:@+-]{0,199}");

  private final JoinRequest request;
  private final int user;
  private final MeetingPlaces places;

  private Bootstrap(JoinRequest request) throws IOException {
    this.request = request;
    user = user();
    places = new MeetingPlaces(user);
  }

  /** The effective one, which new files belong to. */
  private static int user() throws IOException {
    String users = Proc.ownStatus().get("Uid");
    if (users == null) {
      throw new IOException("/proc/self/status cannot be read: are there descriptors left?");
    }
    return Integer.parseUnsignedInt(users.split("\\s+")[1]);
  }

  /**
   * Waits for all ranks. An interrupt does not end this; the timeout does.
   *
   * @param rank the one to take, or -1 for any
   * @param launcher of all ranks, if it is known
   * @throws JoinException if that fails; the message does not name the group
   * @throws IllegalArgumentException if the name is none
   */
  public static Membership join(
      String name, int rank, int size, OptionalLong launcher, Duration timeout)
      throws JoinException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name is not 1 to 200 of A-Z a-z 0-9 _ . : @ + -, the first a letter, digit or _: "
              + name);
    }
    NativeLibrary.ensureLoaded();
    JoinRequest request = new JoinRequest(name, rank, size, launcher, timeout);
    request.noteInterrupt();
    try {
      return new Bootstrap(request).join();
    } catch (JoinException e) {
      throw e;
    } catch (IOException e) {
      throw new JoinException(SharedMemoryFaults.words(e), e);
    } finally {
      request.giveInterruptBack();
    }
  }

  private Membership join() throws IOException {
    while (true) {
      try (MeetingFolder folder = places.find(request.name())) {
        Optional<Membership> membership = joinIn(folder);
        if (membership.isPresent()) {
          return membership.get();
        }
      }
      if (request.isOverdue()) {
        throw new JoinException("another group of that name is in the way");
      }
      LockSupport.parkNanos(PAUSE_NS);
      request.noteInterrupt();
    }
  }

  private Optional<Membership> joinIn(MeetingFolder folder) throws IOException {
    Optional<GroupFile> found = GroupFile.find(folder, request.name(), user);
    if (found.isEmpty()) {
      return create(folder);
    }
    try (GroupFile file = found.get()) {
      return join(file);
    }
  }

  /** Joins a file that is there; empty if it is dead, or about to go: another will come. */
  private Optional<Membership> join(GroupFile file) throws IOException {
    if (StaleFiles.removeIfAbandoned(file) || !file.tryUse()) {
      return Optional.empty(); // or somebody else just looks whether it is abandoned
    }
    FileSegment segment = file.openSegment();
    try (Gathering gathering = new Gathering(segment, file, places, request, false)) {
      if (Phase.of(segment) != Phase.GATHERING) {
        file.removeName();
        return Optional.empty();
      }
      Namespaces.requireSame(segment);
      if (segment.size() != request.size()) {
        throw new JoinException(
            String.format(
                Locale.ROOT,
                "it has size %d, and this process asked for size %d",
                segment.size(),
                request.size()));
      }
      return gathering.takeRank() ? gathering.joinOthers() : Optional.empty();
    }
  }

  /** Makes the file, and joins it; empty if another was faster. */
  private Optional<Membership> create(MeetingFolder folder) throws IOException {
    places.removeStaleFiles(folder);
    Optional<GroupFile> made = GroupFile.create(folder);
    if (made.isEmpty()) {
      return Optional.empty();
    }
    try (GroupFile file = made.get()) {
      FileSegment segment = file.createSegment(request.size());
      try (Gathering gathering = new Gathering(segment, file, places, request, true)) {
        Namespaces.write(segment);
        PtracerGrant.writeAncestors(segment);
        if (!gathering.takeRank() || !file.link(request.name())) {
          return Optional.empty();
        }
        segment.reserveFirstRings();
        return gathering.joinOthers();
      }
    } finally {
      folder.removeIfEmpty();
    }
  }
}
