package io.crossmem.cli;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/** Checks the folder for shared memory, which messages need. */
final class SharedMemoryCheck {
  private static final long LITTLE = 256L << 20; // docker's default is 64 MiB
  private static final int NAME_BITS = 128;

  private SharedMemoryCheck() {}

  static Check of(Path folder) {
    String name = folder.toString();
    String mount = "mount a tmpfs there (docker run --shm-size=1g)";
    if (!Files.isDirectory(folder)) {
      return Check.warning(name, "does not exist", mount);
    }
    if (Proc.isMountedReadOnly(folder)) {
      return Check.warning(name, "is read-only", "mount -o remount,rw " + name);
    }
    if (!Files.isWritable(folder)) {
      return Check.warning(name, "is not writable for this user", "chmod 1777 " + name);
    }
    try {
      FileStore store = Files.getFileStore(folder);
      String found = store.type() + ", " + Numbers.size(store.getUsableSpace()) + " free";
      if (store.getUsableSpace() < LITTLE) {
        return Check.warning(name, found, "make it larger (docker run --shm-size=1g)");
      }
      return takesFile(folder)
          ? Check.ok(name, found)
          : Check.warning(
              name,
              found + ", but has no inode for another file",
              "remove some files, or allow more (mount -o remount,nr_inodes=)");
    } catch (IOException e) {
      return Check.warning(name, "cannot be used: " + e.getMessage(), mount);
    }
  }

  /**
   * Whether a free inode is left. Java cannot query their number, so this creates a file. With
   * DELETE_ON_CLOSE the JDK removes the file right after opening it, so no file is ever left over.
   */
  private static boolean takesFile(Path folder) throws IOException {
    String random = new BigInteger(NAME_BITS, new SecureRandom()).toString(36);
    try (SeekableByteChannel file =
        Files.newByteChannel(
            folder.resolve("crossmem-doctor-" + random),
            Set.of(CREATE_NEW, WRITE, DELETE_ON_CLOSE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      return file.isOpen();
    } catch (FileSystemException e) {
      return false; // the folder is writable and has space: only an inode can be missing
    }
  }
}
