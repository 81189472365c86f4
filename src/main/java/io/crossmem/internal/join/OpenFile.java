package io.crossmem.internal.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.Errno;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * An open file or folder, which stays the same even if its name is changed. A symbolic link as the
 * last name is not followed, and interrupts do not close it.
 */
final class OpenFile implements AutoCloseable {
  // asm-generic/errno-base.h and errno.h
  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int EEXIST = 17;
  private static final int ENOTDIR = 20;
  private static final int ENOSPC = 28;
  private static final int ELOOP = 40;

  /** The message for ENOSPC in the C locale. */
  static final String NO_SPACE = "No space left on device";

  private final int fd;
  private boolean open = true;

  private OpenFile(int fd) {
    this.fd = fd;
  }

  /**
   * Opens a path.
   *
   * @param what the mode of {@link Syscalls#openFile}
   * @throws NoSuchFileException if it does not exist
   * @throws FileAlreadyExistsException if a new file was requested and it exists
   */
  static OpenFile open(Path path, int what) throws IOException {
    byte[] name = path.toString().getBytes(UTF_8);
    ByteBuffer text = OffHeap.allocate(name.length + 1).put(0, name); // the rest is a zero byte
    int fd;
    try {
      fd = Syscalls.openFile(OffHeap.addressOfRemaining(text, "path"), what);
    } finally {
      Reference.reachabilityFence(text);
    }
    if (fd < 0) {
      throw failure(-fd, path.toString());
    }
    return new OpenFile(fd);
  }

  /** Only errors that come from the file system are FileSystemExceptions. */
  private static IOException failure(int errno, String path) {
    return switch (errno) {
      case ENOENT -> new NoSuchFileException(path);
      case EEXIST -> new FileAlreadyExistsException(path);
      case EACCES -> new AccessDeniedException(path);
      case ENOTDIR -> new NotDirectoryException(path);
      case ELOOP -> new FileSystemLoopException(path);
      case ENOSPC -> new FileSystemException(path, null, NO_SPACE);
      default ->
          new IOException(path + " cannot be opened: errno " + errno + ", " + Errno.of(errno));
    };
  }

  int fd() {
    return fd;
  }

  /** Sets its permissions for this user only; the umask may have removed some. */
  void makePrivate(String permissions) throws IOException {
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString(permissions));
  }

  /** A path to this open file. Names below it are looked up in this open folder. */
  Path path() {
    return Path.of("/proc/self/fd", Integer.toString(fd));
  }

  /** Its owner, mode, inode and length. */
  Attributes attributes() throws IOException {
    Map<String, Object> found = Files.readAttributes(path(), "unix:uid,mode,ino,size");
    return new Attributes(
        (int) found.get("uid"),
        (int) found.get("mode"),
        (long) found.get("ino"),
        (long) found.get("size"));
  }

  /** The attributes of a file; see stat(2). */
  record Attributes(int owner, int mode, long inode, long bytes) {
    private static final int TYPE = 0170000;

    boolean isFolderOf(int user) {
      return owner == user && (mode & (TYPE | 0777)) == 0040700;
    }

    boolean isFileOf(int user) {
      return owner == user && (mode & TYPE) == 0100000;
    }
  }

  /**
   * Locks it, without waiting, until it is closed, at the latest when the process ends.
   *
   * @param how {@link Syscalls#LOCK_SH} or {@link Syscalls#LOCK_EX}
   * @return false if another process holds a conflicting lock, or locks are not supported
   */
  boolean tryLock(int how) {
    return Syscalls.lockFile(fd, how | Syscalls.LOCK_NB) == 0;
  }

  void unlock() {
    Syscalls.lockFile(fd, Syscalls.LOCK_UN);
  }

  /** From now on the segment closes the descriptor. */
  void giveAway() {
    open = false;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      Syscalls.close(fd);
    }
  }
}
