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

/** Reads {@code /proc} about a process; see proc(5). Every file may disappear at any moment. */
public final class Proc {
  private static final long PF_KTHREAD = 0x00200000; // include/linux/sched.h

  private Proc() {}

  /** A file or folder of {@code /proc/<pid>}. */
  public static Path path(long pid, String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }

  /**
   * The text of a file in /proc; bytes that are not UTF-8 (for example in a path) become U+FFFD.
   * Works in an interrupted thread, where reading a channel would fail; the interrupt stays
   * pending.
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
   * The lines of a text from /proc. The kernel ends lines with a line feed, and writes a line feed
   * in a name as {@code \012}. A carriage return in a name does not end a line.
   */
  public static Stream<String> lines(String text) {
    return Arrays.stream(text.split("\n")).filter(line -> !line.isEmpty());
  }

  /** The text without the line break at its end; empty if the file cannot be read. */
  public static Optional<String> readIfPossible(Path file) {
    try {
      return Optional.of(read(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The contents of {@code /proc/<pid>/stat}.
   *
   * @param state R, S, D, T, Z and others
   * @param kernelThread whether it has no memory of its own
   * @param threads number of threads that have not ended, including the first one
   * @param startTime clock ticks after boot: distinguishes processes that had the same pid
   */
  public record Stat(char state, boolean kernelThread, int threads, long startTime) {
    /** The state is that of the first thread, which may have exited while others live. */
    public boolean hasEnded() {
      return hasExited() && threads <= 1;
    }

    boolean hasExited() {
      return state == 'Z' || state == 'X';
    }

    static Stat parse(String line) {
      // The second field is the name in parentheses, which may itself have spaces and parentheses.
      String[] field = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return new Stat(
          field[0].charAt(0),
          (Long.parseLong(field[6]) & PF_KTHREAD) != 0,
          Integer.parseInt(field[17]),
          Long.parseLong(field[19]));
    }
  }

  /**
   * A file or folder about a process's memory: that of {@link #livingThread}, since the files of an
   * exited thread show no memory.
   */
  public static Path memoryPath(long pid, String name) {
    long thread = livingThread(pid);
    return thread == pid ? path(pid, name) : path(pid, "task/" + thread + "/" + name);
  }

  /** The pid, or the id of another thread if the first has exited while others live. */
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

  /** Whether a thread belongs to the process and has not exited. */
  public static boolean isLivingThread(long pid, long thread) {
    return readIfPossible(path(pid, "task/" + thread + "/stat"))
        .filter(line -> !Stat.parse(line).hasExited())
        .isPresent();
  }

  /** Empty if there is no such process or its entry is hidden. */
  public static Optional<Stat> stat(long pid) {
    return readIfPossible(path(pid, "stat")).map(Stat::parse);
  }

  /**
   * Like {@link #stat}, but empty only if there is no entry.
   *
   * @throws IOException if the entry cannot be read, for example because no descriptor is left
   */
  public static Optional<Stat> statIfThere(long pid) throws IOException {
    Path file = path(pid, "stat");
    try {
      return Optional.of(Stat.parse(read(file)));
    } catch (IOException e) {
      if (Files.notExists(file)) { // needs no descriptor
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The lines of {@code /proc/<pid>/status} by name; empty in the same cases as {@link #stat}. */
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

  /** Whether the folder is the mount point of a read-only file system. */
  public static boolean isMountedReadOnly(Path folder) {
    return readIfPossible(Path.of("/proc/self/mounts"))
        .filter(mounts -> isMountedReadOnly(mounts, folder))
        .isPresent();
  }

  /** {@code mounts}: the kernel's list. The last mount at a folder hides the earlier ones. */
  static boolean isMountedReadOnly(String mounts, Path folder) {
    return lines(mounts)
        .map(line -> line.split(" ")) // device, mount point, type, options
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
