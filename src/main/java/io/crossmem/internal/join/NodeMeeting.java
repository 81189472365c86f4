package io.crossmem.internal.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.internal.network.MpiLibrary;
import io.crossmem.internal.network.MpiWire;
import io.crossmem.internal.network.NetworkException;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.OperatorLog;
import io.crossmem.internal.sys.Setting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the ranks of several nodes find each other: all meet in the libmpi of the cluster, and tell
 * each other on which node they are; then those of each node meet as they would alone. What is
 * wrong with one rank is told to all, who fail with the same words.
 */
public final class NodeMeeting {
  // What each rank says of itself, in native byte order:
  private static final int VERSION = 0; // long
  private static final int SIZE = 8; // int: how many ranks its launcher has told it of
  private static final int RANK = 12; // int: which one it is
  private static final int TIMEOUT = 16; // long: ms after which a silent node is given up
  private static final int KEY = 24; // of its node, in ASCII
  private static final int KEY_BYTES = 32;
  static final int HELLO_BYTES = 64;

  /** Of the entries between nodes, and of those on them. */
  static final long VERSION_VALUE = SegmentDescriptor.MAGIC_VALUE ^ 1L << 56;

  static final int WORDS_BYTES = 512; // of what is wrong with a rank

  private NodeMeeting() {}

  /**
   * Meets all ranks.
   *
   * @throws JoinException if that fails; the message says why
   */
  public static NodeMembership meet(LauncherEnvironment told, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    warnOfOneCore();
    try {
      MpiLibrary library = MpiLibrary.load(family(), program(told));
      MpiWire wire = MpiWire.open(library, deadline);
      requireSame(told, wire);
      List<ByteBuffer> hellos = wire.exchange(hello(told), deadline);
      requireAlike(hellos);
      Nodes nodes = Nodes.of(hellos.stream().map(NodeMeeting::key).toList());
      return new NodeMembership(meetOnNode(told, nodes, wire, deadline), nodes, wire);
    } catch (NetworkException e) {
      throw new JoinException(
          "its ranks are on several nodes, and there is no way between those: " + e.getMessage(),
          e);
    }
  }

  private static MpiLibrary.Family family() {
    return System.getenv("OMPI_COMM_WORLD_RANK") != null || System.getenv("PMI_RANK") == null
        ? MpiLibrary.Family.OPEN_MPI
        : MpiLibrary.Family.MPICH;
  }

  private static Optional<Path> program(LauncherEnvironment told) {
    if (told.launcherPid().isEmpty()) {
      return Optional.empty();
    }
    try {
      Path link = Path.of("/proc", Long.toString(told.launcherPid().getAsLong()), "exe");
      return Optional.of(Files.readSymbolicLink(link));
    } catch (IOException e) {
      return Optional.empty(); // another user's
    }
  }

  /** Launchers bind each rank to a core of its own, and the JVM's own threads with it. */
  private static void warnOfOneCore() {
    if (Runtime.getRuntime().availableProcessors() == 1) {
      OperatorLog.say(
          () ->
              "this rank may use one core only, for its compiler and collector as well: start it"
                  + " with --bind-to none (mpirun, mpiexec) or --cpu-bind=none (srun)");
    }
  }

  /** A libmpi that is not the launcher's makes a world of each rank alone. */
  private static void requireSame(LauncherEnvironment told, MpiWire wire) throws JoinException {
    if (wire.size() != told.size() || wire.rank() != told.rank()) {
      throw new JoinException(
          String.format(
              Locale.ROOT,
              "by %s this is rank %d of %d, but its launcher started it as rank %d of %d: that is"
                  + " not the launcher's libmpi; name it with %s",
              wire.describe(),
              wire.rank(),
              wire.size(),
              told.rank(),
              told.size(),
              MpiLibrary.option()));
    }
  }

  private static ByteBuffer hello(LauncherEnvironment told) throws IOException {
    return OffHeap.allocate(HELLO_BYTES)
        .putLong(VERSION, VERSION_VALUE)
        .putInt(SIZE, told.size())
        .putInt(RANK, told.rank())
        .putLong(TIMEOUT, Setting.PEER_TIMEOUT.nanos())
        .put(KEY, NodeKey.own().getBytes(UTF_8));
  }

  /** All ranks see the same, and so come to the same end. */
  private static void requireAlike(List<ByteBuffer> hellos) throws JoinException {
    ByteBuffer first = hellos.get(0);
    for (int rank = 1; rank < hellos.size(); rank++) {
      ByteBuffer other = hellos.get(rank);
      if (other.getLong(VERSION) != first.getLong(VERSION)) {
        boolean reversed = other.getLong(VERSION) == Long.reverseBytes(first.getLong(VERSION));
        throw new JoinException(
            "rank "
                + rank
                + (reversed
                    ? " is on a machine of another byte order than rank 0"
                    : " has another version of crossmem than rank 0"));
      }
      if (other.getInt(SIZE) != first.getInt(SIZE)
          || other.getLong(TIMEOUT) != first.getLong(TIMEOUT)) {
        throw new JoinException(
            "rank " + rank + " was started with another size or crossmem.peer.timeout than rank 0");
      }
    }
  }

  private static String key(ByteBuffer hello) {
    byte[] letters = new byte[KEY_BYTES];
    hello.get(KEY, letters);
    return new String(letters, UTF_8);
  }

  /** Those of this node meet; then all tell each other how that went. */
  private static Membership meetOnNode(
      LauncherEnvironment told, Nodes nodes, MpiWire wire, long deadline) throws IOException {
    int node = nodes.nodeOf(told.rank());
    Membership membership = null;
    IOException failure = null;
    try {
      membership =
          Bootstrap.joinPart(
              told.name() + "-" + NodeKey.own(),
              nodes.slotOf(told.rank()),
              nodes.members(node).length,
              nodes.ranks(),
              told.launcherPid(),
              Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    } catch (JoinException e) {
      failure = e;
    }
    String words = failure == null ? "" : failure.getMessage();
    requireAllWell(wire.exchange(text(words), deadline));
    return membership;
  }

  private static ByteBuffer text(String words) {
    byte[] letters = words.getBytes(UTF_8);
    return OffHeap.allocate(WORDS_BYTES)
        .put(0, letters, 0, Math.min(letters.length, WORDS_BYTES - 1));
  }

  private static void requireAllWell(List<ByteBuffer> outcomes) throws JoinException {
    List<String> failures = new ArrayList<>();
    for (int rank = 0; rank < outcomes.size(); rank++) {
      byte[] letters = new byte[WORDS_BYTES];
      outcomes.get(rank).get(0, letters);
      String words = new String(letters, UTF_8).replaceAll("\\x00.*", "");
      if (!words.isEmpty()) {
        failures.add("rank " + rank + ": " + words);
      }
    }
    if (!failures.isEmpty()) {
      throw new JoinException("on the nodes, ranks could not meet: " + failures.get(0));
    }
  }
}
