package io.crossmem.message;

import static io.crossmem.message.SegmentDescriptor.*;

import io.crossmem.internal.sys.Proc;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How the processes of a communicator find each other: by a file whose name they all know, in a
 * folder that only their user may enter.
 *
 * <p>The first makes the file aside, whole, and links it to its name, which only one can do. Each
 * takes a rank in it and counts itself in. Whoever sees all of them there takes the name away, so
 * that from then on nothing is left behind, however they end. Somebody who waits for too long, or
 * sees another die, turns the count into {@link SegmentDescriptor#GIVEN_UP}, for all; and the same
 * is done to a file whose processes are all gone, before it is replaced.
 */
final class Meeting {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final Set<PosixFilePermission> PRIVATE_FILE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> PRIVATE_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final long LOOK_NS = 50_000_000; // between looks at whether the others live
  private static final long PAUSE_NS = 100_000; // while another takes a name away

  /** A place at the table. */
  record Seat(Segment segment, int rank) {}

  private final String name;
  private final int wantedRank; // -1 for any
  private final int size;
  private final OptionalLong launcher;
  private final Duration timeout;
  private final long deadline;
  private final Path folder;
  private final Path file;

  /** Who makes it: pid and start; see {@link #asideName}. */
  private static final Pattern ASIDE = Pattern.compile("\\.(\\d{1,10})-(-?\\d{1,18})-[0-9a-f]+");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:@+-]{0,199}");

  private Meeting(String name, int rank, int size, OptionalLong launcher, Duration timeout) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name is not 1 to 200 of A-Z a-z 0-9 _ . : @ + -, the first a letter, digit or _: "
              + name);
    }
    this.name = name;
    this.wantedRank = rank;
    this.size = size;
    this.launcher = launcher;
    this.timeout = timeout;
    this.deadline = System.nanoTime() + timeout.toNanos();
    this.folder = SHARED_MEMORY.resolve("crossmem-" + uid());
    this.file = folder.resolve(name);
  }

  /**
   * Waits for all ranks. An interrupt does not end this; the timeout does.
   *
   * @param rank the one to take, or -1 for any
   * @param launcher of all ranks, if it is known
   */
  static Seat attend(String name, int rank, int size, OptionalLong launcher, Duration timeout)
      throws IOException {
    Meeting meeting = new Meeting(name, rank, size, launcher, timeout);
    return Segment.uninterrupted(meeting::attend);
  }

  private Seat attend() throws IOException {
    while (true) {
      FileChannel channel = open();
      try {
        Seat seat = channel == null ? create() : join(channel);
        if (seat != null) {
          return seat;
        }
      } catch (MessageException e) {
        throw failure(e.getMessage(), e);
      }
      if (System.nanoTime() - deadline > 0) {
        throw failure("another group of that name is in the way", null);
      }
    }
  }

  private MessageException failure(String why, Throwable cause) {
    return new MessageException("communicator \"" + name + "\" cannot be joined: " + why, cause);
  }

  /** The file, or null if there is none. */
  private FileChannel open() throws IOException {
    try {
      requirePrivate();
      return FileChannel.open(
          file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Another user may have made the folder first, to look into it or to trick us. */
  private void requirePrivate() throws IOException {
    var found = Files.readAttributes(folder, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    int mode = (int) found.get("mode");
    if ((int) found.get("uid") != uid() || (mode & 0170777) != 0040700) {
      throw failure(
          "%s is not a folder that belongs to user %d alone (its owner is %s, its mode %o)"
              .formatted(folder, uid(), found.get("uid"), mode),
          null);
    }
  }

  /** Makes the file, and joins it; null if another was faster. */
  private Seat create() throws IOException {
    Segment segment = make();
    return segment == null ? null : join(segment);
  }

  /** Null if another was faster. */
  private Segment make() throws IOException {
    makeFolder();
    removeLeftovers();
    Path aside = folder.resolve(asideName());
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              aside,
              Set.of(
                  StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
    } catch (NoSuchFileException e) {
      return null; // the folder was removed between two lines, by the last of another group
    }
    try {
      long inode = (long) Files.getAttribute(aside, "unix:ino");
      Segment segment = Segment.create(folder, channel, size, inode);
      Files.createLink(file, aside);
      return segment;
    } catch (FileAlreadyExistsException e) {
      channel.close();
      return null;
    } catch (IOException e) {
      channel.close();
      throw e;
    } finally {
      Files.deleteIfExists(aside);
      removeFolderIfEmpty();
    }
  }

  private void makeFolder() throws IOException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE_FOLDER));
    } catch (FileAlreadyExistsException e) {
      try {
        requirePrivate();
      } catch (NoSuchFileException gone) {
        // removed meanwhile, which the next step finds
      }
    }
  }

  /**
   * Tells whose it is, for {@link #removeLeftovers}, and starts with what no name may start with.
   */
  private static String asideName() {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    long pid = ProcessHandle.current().pid();
    return ".%d-%d-%s".formatted(pid, Segment.startOf(pid), HexFormat.of().formatHex(random));
  }

  /**
   * Of processes that are gone: files that they were making, and those that they met in. Launchers
   * never use a name again, so nobody else would remove these.
   */
  private void removeLeftovers() throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path other : files) {
        if (other.getFileName().toString().startsWith(".")) {
          removeUnfinished(other);
        } else if (!other.equals(file)) {
          removeAbandoned(other);
        }
      }
    } catch (NoSuchFileException | DirectoryIteratorException e) {
      // removed by the last of another group
    }
  }

  private static void removeUnfinished(Path aside) throws IOException {
    Matcher owner = ASIDE.matcher(aside.getFileName().toString());
    if (owner.matches()
        && Segment.startOf(Long.parseLong(owner.group(1))) != Long.parseLong(owner.group(2))) {
      Files.deleteIfExists(aside);
    }
  }

  /** What is not such a file, or cannot be looked at, is none of ours. */
  private static void removeAbandoned(Path other) {
    try (FileChannel channel =
            FileChannel.open(
                other,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        Segment segment = Segment.openAny(other.getParent(), channel)) {
      if (isAbandoned(segment)) {
        giveUp(segment);
        removeName(other, segment);
      }
    } catch (IOException | RuntimeException e) {
      // somebody else's, or gone meanwhile
    }
  }

  /** Joins a file that is there; null if it is a dead one, which is then removed. */
  private Seat join(FileChannel channel) throws IOException {
    Segment segment;
    try {
      segment = Segment.open(folder, channel, size);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return join(segment);
  }

  private Seat join(Segment segment) throws IOException {
    boolean joined = false;
    try {
      if (isAbandoned(segment)) {
        giveUp(segment);
      }
      if (joinedCount(segment) < 0) {
        if (!removeName(segment)) {
          LockSupport.parkNanos(PAUSE_NS);
        }
        return null;
      }
      int rank = takeRank(segment);
      if (countIn(segment)) {
        awaitOthers(segment);
        letOthersReach(segment, rank);
        joined = true;
        return new Seat(segment, rank);
      }
      return null;
    } finally {
      if (!joined) {
        segment.close();
      }
    }
  }

  private int takeRank(Segment segment) throws MessageException {
    ByteBuffer memory = segment.memory;
    int rank = wantedRank;
    if (rank < 0) {
      do {
        rank = Shared.addInt(memory, NEXT_RANK, 1);
      } while (rank < size && !claim(memory, rank));
      if (rank >= size) {
        throw new MessageException(
            "the name is in use, and all of its " + size + " ranks are taken");
      }
    } else if (!claim(memory, rank)) {
      throw new MessageException(
          "rank %d is taken by process %d".formatted(rank, memory.getInt(rank(rank) + PID)));
    }
    return rank;
  }

  private static boolean claim(ByteBuffer memory, int rank) {
    int block = rank(rank);
    int pid = (int) ProcessHandle.current().pid();
    if (!Shared.replaceInt(memory, block + PID, 0, pid)) {
      return false;
    }
    Shared.setLong(memory, block + START, Segment.startOf(pid));
    Shared.setInt(memory, block + STATE, TAKEN);
    return true;
  }

  /** False if the others have given up meanwhile. */
  private boolean countIn(Segment segment) {
    while (true) {
      int count = joinedCount(segment);
      if (count < 0) {
        return false;
      }
      if (Shared.replaceInt(segment.memory, JOINED, count, count + 1)) {
        wake(segment, JOINED);
        return true;
      }
    }
  }

  private void awaitOthers(Segment segment) throws IOException {
    for (int count = joinedCount(segment); count < size; count = joinedCount(segment)) {
      if (count < 0) {
        throw new MessageException("another rank gave up waiting, or died");
      }
      String why = whyToGiveUp(segment, count);
      if (why != null && Shared.replaceInt(segment.memory, JOINED, count, GIVEN_UP)) {
        wake(segment, JOINED);
        removeName(segment);
        throw new MessageException(why);
      }
      sleep(segment, JOINED, count);
    }
    while (Shared.getInt(segment.memory, READY) == 0) {
      unlinkInTurn(segment);
    }
  }

  private String whyToGiveUp(Segment segment, int count) {
    for (int rank = 0; rank < size; rank++) {
      if (hasDied(segment.memory, rank)) {
        return "rank %d (pid %d) died while the others were joining"
            .formatted(rank, segment.memory.getInt(rank(rank) + PID));
      }
    }
    return System.nanoTime() - deadline > 0
        ? "only %d of %d ranks came within %s".formatted(count, size, timeout)
        : null;
  }

  private void unlinkInTurn(Segment segment) throws IOException {
    if (removeName(segment)) {
      Shared.setInt(segment.memory, READY, 1);
      wake(segment, READY);
    } else {
      sleep(segment, READY, 0);
    }
  }

  /** And waits until all have done so: a look at whether one may comes next. */
  private void letOthersReach(Segment segment, int rank) {
    if (!Permission.isAsked()) {
      return;
    }
    List<Long> others =
        IntStream.range(0, size)
            .filter(other -> other != rank)
            .mapToObj(other -> (long) segment.memory.getInt(rank(other) + PID))
            .toList();
    Permission.grant(launcher, others);
    Shared.addInt(segment.memory, PERMITTED, 1);
    wake(segment, PERMITTED);
    int count = Shared.getInt(segment.memory, PERMITTED);
    while (count < size && whyToGiveUp(segment, count) == null) {
      sleep(segment, PERMITTED, count);
      count = Shared.getInt(segment.memory, PERMITTED);
    }
  }

  private static boolean hasDied(ByteBuffer memory, int rank) {
    int block = rank(rank);
    return Shared.getInt(memory, block + STATE) != FREE
        && Segment.startOf(memory.getInt(block + PID)) != memory.getLong(block + START);
  }

  /** Whether nobody is left who could bring this meeting to its end. */
  private static boolean isAbandoned(Segment segment) {
    ByteBuffer memory = segment.memory;
    if (Segment.startOf(memory.getInt(CREATOR_PID)) == memory.getLong(CREATOR_START)) {
      return false;
    }
    for (int rank = 0; rank < segment.size(); rank++) {
      int pid = Shared.getInt(memory, rank(rank) + PID);
      if (pid != 0 && !hasDied(memory, rank) && Segment.startOf(pid) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static int joinedCount(Segment segment) {
    return Shared.getInt(segment.memory, JOINED);
  }

  private static void giveUp(Segment segment) {
    Shared.setInt(segment.memory, JOINED, GIVEN_UP);
    wake(segment, JOINED);
  }

  private boolean removeName(Segment segment) throws IOException {
    boolean removed = removeName(file, segment);
    removeFolderIfEmpty();
    return removed;
  }

  /**
   * Takes the name away, if it is still this file's. One does so, and another if that one dies at
   * it: of two, the later could take it from the file that has come after.
   *
   * @return false if it is or was somebody else's turn
   */
  private static boolean removeName(Path file, Segment segment) throws IOException {
    long turn = Shared.getLong(segment.memory, UNLINKER);
    long pid = ProcessHandle.current().pid();
    if (isTaken(turn) || !Shared.replaceLong(segment.memory, UNLINKER, turn, turn(pid))) {
      return false;
    }
    try {
      if ((long) Files.getAttribute(file, "unix:ino") == segment.inode()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // another took it away, and died then
    } catch (IOException e) {
      Shared.setLong(segment.memory, UNLINKER, 0);
      throw e;
    }
    return true;
  }

  /** Whether the process lives whose turn it is. */
  private static boolean isTaken(long turn) {
    long pid = turn & 0xffff_ffffL;
    return turn != 0 && turn(pid) == turn;
  }

  /** A process, told from another that had or gets its pid. */
  private static long turn(long pid) {
    return Segment.startOf(pid) << Integer.SIZE | pid;
  }

  private void removeFolderIfEmpty() throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // another group meets there
    }
  }

  private static void sleep(Segment segment, int word, int expected) {
    Syscalls.futexWait(segment.address + word, expected, LOOK_NS);
  }

  private static void wake(Segment segment, int word) {
    Syscalls.futexWake(segment.address + word, Integer.MAX_VALUE);
  }

  private static int uid() {
    return Integer.parseInt(Proc.ownStatus().get("Uid").split("\\s+")[1]); // the effective one
  }
}
