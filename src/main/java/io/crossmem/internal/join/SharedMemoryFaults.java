package io.crossmem.internal.join;

import static io.crossmem.internal.join.MeetingFolder.SHARED_MEMORY;

import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Explains why groups cannot join through shared memory, and what to do about it. */
final class SharedMemoryFaults {
  private SharedMemoryFaults() {}

  /** A message for an exception from shared memory; its own message if there is no better one. */
  static String words(IOException e) {
    if (!(e instanceof FileSystemException file)) {
      return e.getMessage();
    }
    if (!Files.isDirectory(SHARED_MEMORY)) {
      return SHARED_MEMORY
          + " does not exist: mount a tmpfs (mount -t tmpfs -o mode=1777 tmpfs /dev/shm)";
    }
    try {
      if (Proc.isMountedReadOnly(SHARED_MEMORY)) {
        return SHARED_MEMORY + " is read-only: mount -o remount,rw " + SHARED_MEMORY;
      }
      if (!Files.isWritable(SHARED_MEMORY)) {
        return SHARED_MEMORY + whose() + ": chmod 1777 " + SHARED_MEMORY;
      }
    } catch (IOException another) {
      e.addSuppressed(another);
    }
    return OpenFile.NO_SPACE.equals(file.getReason())
        ? SHARED_MEMORY
            + " has no room for another file: remove some, or allow more"
            + " (mount -o remount,nr_inodes=)"
        : e.toString(); // the message alone is only the file's name
  }

  private static String whose() throws IOException {
    PosixFileAttributes found = Files.readAttributes(SHARED_MEMORY, PosixFileAttributes.class);
    return " is not writable for this user: it belongs to "
        + found.owner().getName()
        + " and has mode "
        + PosixFilePermissions.toString(found.permissions());
  }
}
