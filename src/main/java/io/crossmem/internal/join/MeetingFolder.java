package io.crossmem.internal.join;

import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A folder that only this user may enter. It is removed when no group uses it. Its owner and mode
 * were checked after it was opened, and all operations use the open folder, even if its name is
 * changed.
 */
final class MeetingFolder implements AutoCloseable {
  static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** Prefix of temporary file names; no group's name starts like this. */
  static final String ASIDE = ".new-";

  private static final int PAUSES = 2000;
  private static final long PAUSE_NS = 1_000_000;

  private final Path name;
  private final OpenFile folder;

  private MeetingFolder(Path name, OpenFile folder) {
    this.name = name;
    this.folder = folder;
  }

  /**
   * Empty if there is no such folder, or other users may enter it.
   *
   * @throws IOException if this cannot be checked, for example because no descriptor is left
   */
  static Optional<MeetingFolder> open(Path name, int user) throws IOException {
    OpenFile folder;
    try {
      folder = OpenFile.open(name, Syscalls.OPEN_FOLDER);
    } catch (FileSystemException e) {
      return Optional.empty(); // missing, a link, not a folder, or another user's
    }
    if (folder.attributes().isFolderOf(user)) {
      return Optional.of(new MeetingFolder(name, folder));
    }
    folder.close();
    return Optional.empty();
  }

  /** Whether a process is known to have a different file system at that path. */
  static boolean isElsewhereFor(long pid) {
    try {
      Path theirs = Path.of("/proc", Long.toString(pid), "root").resolve("dev/shm");
      return !Files.isSameFile(SHARED_MEMORY, theirs);
    } catch (IOException e) {
      return false; // it has ended or may not be inspected
    }
  }

  Path name() {
    return name;
  }

  /** The path to use for its files. */
  Path path() {
    return folder.path();
  }

  Path file(String file) {
    return path().resolve(file);
  }

  boolean has(String file) {
    return Files.exists(file(file), LinkOption.NOFOLLOW_LINKS);
  }

  static String newAsideName() {
    return ASIDE + randomName();
  }

  static String randomName() {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * Removes a name if it still belongs to this file, and removes the folder if it is then empty.
   * Only one process at a time does so: otherwise the second could remove the name of a newer file.
   */
  void remove(String file, long inode) throws IOException {
    if (!lock()) {
      return; // the process that holds the lock is stopped; later processes find the same file
    }
    try {
      Object found = Files.getAttribute(file(file), "unix:ino", LinkOption.NOFOLLOW_LINKS);
      if ((long) found == inode) {
        Files.deleteIfExists(file(file));
      }
    } catch (NoSuchFileException e) {
      // another process has removed it
    } finally {
      folder.unlock();
    }
    removeIfEmpty();
  }

  private boolean lock() {
    for (int i = 0; i < PAUSES; i++) {
      if (folder.tryLock(Syscalls.LOCK_EX)) {
        return true;
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
    return false;
  }

  void removeIfEmpty() {
    try {
      Files.deleteIfExists(name);
    } catch (IOException e) {
      // another group uses it, or the name now belongs to something else
    }
  }

  @Override
  public void close() {
    folder.close();
  }
}
