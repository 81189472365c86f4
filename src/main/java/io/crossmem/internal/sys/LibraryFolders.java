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
 * The folders to load the library from, and why one of them cannot be used.
 *
 * <p>No folder is created here, so that nothing is left behind. Some folders are writable for every
 * user. A file in them gets a random name and mode 0600, and is unlinked before it is written.
 */
final class LibraryFolders {
  private LibraryFolders() {}

  /**
   * The folders, in the order in which they are tried.
   *
   * @param chosen the only folder; null for the default ones
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

  /** Relative paths are ignored (XDG Base Directory Specification). */
  private static Optional<String> variable(String name) {
    return Stream.ofNullable(System.getenv(name)).filter(value -> value.startsWith("/")).findAny();
  }

  /** Without the name of the file, which is 255 meaningless letters. */
  static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(e.getMessage());
  }

  /** The message of the dynamic linker, without the paths at its start. */
  static String why(UnsatisfiedLinkError e) {
    String words = String.valueOf(e.getMessage());
    String mapping = "failed to map segment"; // glibc's message if mmap is denied
    return words.contains(mapping)
        ? "mounted noexec: " + words.substring(words.lastIndexOf(mapping))
        : words.substring(words.lastIndexOf(" (deleted): ") + 1).replace("(deleted): ", "");
  }
}
