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
 * How the processes of a group find each other: through a file with a name that all of them know,
 * in a folder that only their user may enter.
 *
 * <p>The first process creates the file under a temporary name, with only the common part, and
 * links it to the group's name. Only one process can succeed in that; it then allocates the space
 * for rings. Each process takes a rank and increments the count of joined ranks. When all have
 * joined, the name is removed, so that nothing is left behind, however the processes end. If a rank
 * waits for too long or sees that another has died, joining fails for all. A file that no process
 * has locked any more is removed by the next process that finds it.
 */
public final class Bootstrap {
  private static final long PAUSE_NS = 200_000; // while another process removes a name
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:@+-]{0,199}");

  private final JoinRequest request;
  private final int user;
  private final MeetingPlaces places;

  private Bootstrap(JoinRequest request) throws IOException {
    this.request = request;
    user = user();
    places = new MeetingPlaces(user);
  }

  /** The effective uid, which owns new files. */
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
   * @param rank the rank to take, or -1 for any
   * @param launcher the pid of the launcher of all ranks, if it is known
   * @throws JoinException if joining fails; the message does not contain the group's name
   * @throws IllegalArgumentException if the name is not valid
   */
  public static Membership join(
      String name, int rank, int size, OptionalLong launcher, Duration timeout)
      throws JoinException {
    return joinPart(name, rank, size, size, launcher, timeout);
  }

  /**
   * The same of those ranks of a larger group that share this node: ranks count within it.
   *
   * @param groupSize how many ranks there are on all nodes
   */
  static Membership joinPart(
      String name, int rank, int size, int groupSize, OptionalLong launcher, Duration timeout)
      throws JoinException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name must have 1 to 200 characters of A-Z a-z 0-9 _ . : @ + - and begin with a"
              + " letter, digit or _: "
              + name);
    }
    NativeLibrary.ensureLoaded();
    JoinRequest request = new JoinRequest(name, rank, size, groupSize, launcher, timeout);
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
        throw new JoinException("another group with this name is still joining or ending");
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

  /** Joins an existing file; empty if it is abandoned or about to be removed, so try again. */
  private Optional<Membership> join(GroupFile file) throws IOException {
    if (StaleFiles.removeIfAbandoned(file) || !file.tryUse()) {
      return Optional.empty(); // or another process is checking whether it is abandoned
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
                "the group has size %d, but this process asked for size %d",
                segment.size(),
                request.size()));
      }
      return gathering.takeRank() ? gathering.joinOthers() : Optional.empty();
    }
  }

  /** Creates the file and joins it; empty if another process was faster. */
  private Optional<Membership> create(MeetingFolder folder) throws IOException {
    places.removeStaleFiles(folder);
    Optional<GroupFile> made = GroupFile.create(folder);
    if (made.isEmpty()) {
      return Optional.empty();
    }
    try (GroupFile file = made.get()) {
      FileSegment segment = file.createSegment(request.size(), request.groupSize());
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
