package io.crossmem.internal.sys;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folders to load the library from, and why one does not do.
 *
 * <p>None is created here, so that nothing is left behind. Some are every user's: a file in them is
 * made under a random name, for this user alone, and has lost its name before it is written.
 */
final class LibraryFolders {
  private LibraryFolders() {}

  /**
   * In the order in which they are tried.
   *
   * @param chosen the only one; null for those that are usual
   */
  static Set<String> candidates(String chosen) {
    if (chosen != null) {
      return Set.of(chosen);
    }
    Set<String> folders = new LinkedHashSet<>();
    folders.add(System.getProperty("java.io.tmpdir"));
    variable("XDG_RUNTIME_DIR").ifPresent(folders::add);
    folders.add("/dev/shm");
    folders.add(
        variable("XDG_CACHE_HOME").orElseGet(() -> System.getProperty("user.home") + "/.cache"));
    return folders;
  }

  /** Relative paths are to be ignored (XDG Base Directory Specification). */
  private static Optional<String> variable(String name) {
    return Stream.ofNullable(System.getenv(name)).filter(value -> value.startsWith("/")).findAny();
  }

  /** Without the file's name, which has 255 letters that tell nothing. */
  static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "not there";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(e.getMessage());
  }

  /** What the dynamic linker says, behind the paths that it puts before. */
  static String why(UnsatisfiedLinkError e) {
    String words = String.valueOf(e.getMessage());
    String mapping = "failed to map segment"; // glibc's words for an mmap that is refused
    return words.contains(mapping)
        ? "mounted noexec: " + words.substring(words.lastIndexOf(mapping))
        : words.substring(words.lastIndexOf(" (deleted): ") + 1).replace("(deleted): ", "");
  }
}
