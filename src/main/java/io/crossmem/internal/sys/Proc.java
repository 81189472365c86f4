package io.crossmem.internal.sys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code /proc} tells of a process; see proc(5). Every file may vanish at any moment. */
public final class Proc {
  private static final long PF_KTHREAD = 0x00200000; // include/linux/sched.h

  private Proc() {}

  /** A file or folder of {@code /proc/<pid>}. */
  public static Path path(long pid, String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }

  /**
   * The text of a file of /proc; bytes that are not UTF-8 (in a path, say) become U+FFFD. An
   * interrupt, which would end the reading of a channel, is kept for later.
   */
  public static String read(Path file) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return new String(Files.readAllBytes(file), UTF_8);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The lines of a text of /proc. The kernel ends them by a line feed and writes one in a name as
   * {@code \012}; a carriage return in a name is left as it is, and ends no line.
   */
  public static Stream<String> lines(String text) {
    return Arrays.stream(text.split("\n")).filter(line -> !line.isEmpty());
  }

  /** The text without the line break at its end; empty if it cannot be read. */
  public static Optional<String> readIfPossible(Path file) {
    try {
      return Optional.of(read(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * What {@code /proc/<pid>/stat} tells.
   *
   * @param state R, S, D, T, Z and others
   * @param kernelThread whether it has no memory of its own
   * @param threads that have not ended, the first one included
   * @param startTime clock ticks after boot: with the pid it tells a process from a later one
   */
  public record Stat(char state, boolean kernelThread, int threads, long startTime) {
    /** The state is the first thread's, which may have exited while others live. */
    public boolean hasEnded() {
      return hasExited() && threads <= 1;
    }

    boolean hasExited() {
      return state == 'Z' || state == 'X';
    }

    static Stat parse(String line) {
      // The second field is the name, in parentheses, and may hold spaces and parentheses itself.
      String[] field = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return new Stat(
          field[0].charAt(0),
          (Long.parseLong(field[6]) & PF_KTHREAD) != 0,
          Integer.parseInt(field[17]),
          Long.parseLong(field[19]));
    }
  }

  /**
   * A file or folder that tells of a process's memory: that of {@link #livingThread}, since a
   * thread that has exited shows none.
   */
  public static Path memoryPath(long pid, String name) {
    long thread = livingThread(pid);
    return thread == pid ? path(pid, name) : path(pid, "task/" + thread + "/" + name);
  }

  /** The pid, or the id of another thread where the first has exited while others go on. */
  public static long livingThread(long pid) {
    Optional<Stat> first = stat(pid);
    if (first.isEmpty() || !first.get().hasExited() || first.get().hasEnded()) {
      return pid;
    }
    return numbers(path(pid, "task")).stream()
        .filter(thread -> isLivingThread(pid, thread))
        .findFirst()
        .orElse(pid);
  }

  /** Whether a thread belongs to a process and has not exited. */
  public static boolean isLivingThread(long pid, long thread) {
    return readIfPossible(path(pid, "task/" + thread + "/stat"))
        .filter(line -> !Stat.parse(line).hasExited())
        .isPresent();
  }

  /** Empty if there is no such process, or its entry is hidden. */
  public static Optional<Stat> stat(long pid) {
    return readIfPossible(path(pid, "stat")).map(Stat::parse);
  }

  /**
   * As {@link #stat}, but empty only if there is no entry.
   *
   * @throws IOException if there is one that cannot be read: no descriptor is left, say
   */
  public static Optional<Stat> statIfThere(long pid) throws IOException {
    Path file = path(pid, "stat");
    try {
      return Optional.of(Stat.parse(read(file)));
    } catch (IOException e) {
      if (Files.notExists(file)) { // which takes no descriptor
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The lines of {@code /proc/<pid>/status} by their names; empty as {@link #stat} is. */
  public static Map<String, String> status(long pid) {
    return fields(readIfPossible(path(pid, "status")).orElse(""));
  }

  /** {@link #status} of this thread's process. */
  public static Map<String, String> ownStatus() {
    return fields(readIfPossible(Path.of("/proc/self/status")).orElse(""));
  }

  private static Map<String, String> fields(String status) {
    return lines(status)
        .map(line -> line.split(":\\s*", 2))
        .filter(field -> field.length == 2)
        .collect(Collectors.toMap(field -> field[0], field -> field[1], (first, second) -> first));
  }

  /** Whether a file system is mounted just there that cannot be written to. */
  public static boolean isMountedReadOnly(Path folder) {
    return readIfPossible(Path.of("/proc/self/mounts"))
        .filter(mounts -> isMountedReadOnly(mounts, folder))
        .isPresent();
  }

  /** {@code mounts}: as the kernel lists them. The one that was mounted last hides the others. */
  static boolean isMountedReadOnly(String mounts, Path folder) {
    return lines(mounts)
        .map(line -> line.split(" ")) // what is mounted, where, its type, options
        .filter(mount -> mount[1].equals(folder.toString()))
        .reduce((lower, upper) -> upper)
        .map(mount -> List.of(mount[3].split(",")).contains("ro"))
        .orElse(false);
  }

  /** The pids that /proc lists. */
  public static List<Long> pids() {
    return numbers(Path.of("/proc"));
  }

  private static List<Long> numbers(Path folder) {
    try (var entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
