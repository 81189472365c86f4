package io.crossmem.internal.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.internal.network.MpiLibrary;
import io.crossmem.internal.network.MpiWire;
import io.crossmem.internal.network.NetworkException;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.sys.OffHeap;
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
 * How the ranks of several nodes find each other: they exchange the keys of their nodes by the
 * cluster's MPI library; then the ranks of each node join as on one node. If one rank fails, all
 * ranks fail with the same message.
 */
public final class NodeMeeting {
  // What each rank sends about itself, in native byte order:
  private static final int VERSION = 0; // long
  private static final int SIZE = 8; // int: the number of ranks, from its launcher
  private static final int RANK = 12; // int: its rank, from its launcher
  private static final int TIMEOUT = 16; // long: ns after which a silent node is treated as lost
  private static final int KEY = 24; // of its node, ASCII
  private static final int KEY_BYTES = 32;
  private static final int BOUND = KEY + KEY_BYTES; // int: whether it is bound to one core
  static final int HELLO_BYTES = 64;

  /** The version of the entries between nodes and inside them. */
  static final long VERSION_VALUE = SegmentDescriptor.MAGIC_VALUE ^ 1L << 56;

  static final int WORDS_BYTES = 512; // of the message of a rank that failed

  private NodeMeeting() {}

  /**
   * Meets all ranks.
   *
   * @throws JoinException if that fails; the message says why
   */
  public static NodeMembership meet(LauncherEnvironment told, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      MpiLibrary library = MpiLibrary.load(family(), program(told));
      MpiWire wire = MpiWire.open(library, deadline);
      requireSame(told, wire);
      List<ByteBuffer> hellos = wire.exchange(hello(told), deadline);
      requireAlike(hellos);
      warnOfBinding(told.rank(), hellos);
      Nodes nodes = Nodes.of(hellos.stream().map(NodeMeeting::key).toList());
      return new NodeMembership(meetOnNode(told, nodes, wire, deadline), nodes, wire);
    } catch (NetworkException e) {
      throw new JoinException(
          "its ranks are on several nodes, which cannot be connected: " + e.getMessage(), e);
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

  /** One rank warns, the first that is bound. */
  private static void warnOfBinding(int rank, List<ByteBuffer> hellos) {
    for (int i = 0; i < hellos.size(); i++) {
      if (hellos.get(i).getInt(BOUND) != 0) {
        if (i == rank) {
          CoreBinding.warn(rank);
        }
        return;
      }
    }
  }

  /** With a libmpi that is not the launcher's, each rank is in a world of its own. */
  private static void requireSame(LauncherEnvironment told, MpiWire wire) throws JoinException {
    if (wire.size() != told.size() || wire.rank() != told.rank()) {
      throw new JoinException(
          String.format(
              Locale.ROOT,
              "%s reports rank %d of %d, but the launcher started rank %d of %d: this is"
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
        .put(KEY, NodeKey.own().getBytes(UTF_8))
        .putInt(BOUND, CoreBinding.isToOneCore(told.launcherPid()) ? 1 : 0);
  }

  /** All ranks compare the same data, so all fail or none. */
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

  /** The ranks of this node join; then all ranks exchange whether that succeeded. */
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
      throw new JoinException("ranks could not join on one of the nodes: " + failures.get(0));
    }
  }
}
