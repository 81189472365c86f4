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
 * A folder that only this user may enter, and that is removed when nobody meets there. It was
 * looked at after it was opened, and all that happens in it happens in just this one, whatever
 * becomes of its name.
 */
final class MeetingFolder implements AutoCloseable {
  static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** How the name of a file begins that is being made: as no group's name does. */
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
   * Empty if there is none, or it is not one that only this user may enter.
   *
   * @throws IOException if that cannot be told, for lack of descriptors perhaps
   */
  static Optional<MeetingFolder> open(Path name, int user) throws IOException {
    OpenFile folder;
    try {
      folder = OpenFile.open(name, Syscalls.OPEN_FOLDER);
    } catch (FileSystemException e) {
      return Optional.empty(); // not there, or a link, or no folder, or somebody else's
    }
    if (folder.attributes().isFolderOf(user)) {
      return Optional.of(new MeetingFolder(name, folder));
    }
    folder.close();
    return Optional.empty();
  }

  /** Whether a process is known to see another file system there than this one. */
  static boolean isElsewhereFor(long pid) {
    try {
      Path theirs = Path.of("/proc", Long.toString(pid), "root").resolve("dev/shm");
      return !Files.isSameFile(SHARED_MEMORY, theirs);
    } catch (IOException e) {
      return false; // has ended, or may not be looked at
    }
  }

  Path name() {
    return name;
  }

  /** Where the files are. */
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
   * Takes a name away, if it is still this file's, and the folder if it was the last. One process
   * does so at a time: of two, the later could take it from the file that has come after.
   */
  void remove(String file, long inode) throws IOException {
    if (!lock()) {
      return; // the one whose turn it is was stopped; those who come later find the same file
    }
    try {
      Object found = Files.getAttribute(file(file), "unix:ino", LinkOption.NOFOLLOW_LINKS);
      if ((long) found == inode) {
        Files.deleteIfExists(file(file));
      }
    } catch (NoSuchFileException e) {
      // another has done it
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
      // another group meets there; or the name has become somebody else's
    }
  }

  @Override
  public void close() {
    folder.close();
  }
}
