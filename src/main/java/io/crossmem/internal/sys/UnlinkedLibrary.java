package io.crossmem.internal.sys;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Loads a library from a file that has no name any more when its first byte is written, so that a
 * SIGKILL at whatever moment leaves no library behind, and nobody else can open or replace it.
 *
 * <p>The JDK unlinks a file opened with DELETE_ON_CLOSE at once; {@code /proc/self/fd} still leads
 * to it. Between the two system calls, creation and unlinking, a SIGKILL leaves an empty file: the
 * next start removes it.
 */
final class UnlinkedLibrary {
  private static final String PREFIX = "libcrossmem-";

  /**
   * The length of the name: the most there is (NAME_MAX). {@code System.load} resolves the
   * descriptor's link, whose text is the name with " (deleted)" behind it, and would load a file of
   * that name if another user made one in time. Nobody can: it is too long for a file's name.
   */
  private static final int NAME_LENGTH = 255;

  private static final Set<PosixFilePermission> PRIVATE = Set.of(OWNER_READ, OWNER_WRITE);

  private UnlinkedLibrary() {}

  /**
   * @throws IOException if it cannot be written into {@code folder}
   * @throws UnsatisfiedLinkError if it cannot be loaded from there, as where that is mounted noexec
   */
  static void load(byte[] library, Path folder) throws IOException {
    removeEmptyOnes(folder);
    write(library, folder);
  }

  private static void write(byte[] library, Path folder) throws IOException {
    String random = PREFIX + new BigInteger(128, new SecureRandom()).toString(36);
    Path file = folder.resolve(random + "-".repeat(NAME_LENGTH - random.length()));
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            Set.of(CREATE_NEW, WRITE, DELETE_ON_CLOSE),
            PosixFilePermissions.asFileAttribute(PRIVATE))) {
      Channels.newOutputStream(channel).write(library);
      Path descriptor = descriptor(file);
      Files.setPosixFilePermissions(descriptor, PRIVATE); // the umask may have taken some
      try {
        System.load(descriptor.toString());
      } catch (UnsatisfiedLinkError e) {
        // A path is loaded once in a JVM, and the number of a closed file is given out again: where
        // another class loader has this path, one more file is opened while this one is held.
        if (!String.valueOf(e.getMessage()).contains("already loaded in another classloader")) {
          throw e;
        }
        write(library, folder);
      }
    }
  }

  /** The entry of {@code /proc/self/fd} for a file that is open and unlinked. */
  private static Path descriptor(Path file) throws IOException {
    String end = "/" + file.getFileName() + " (deleted)";
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        if (target(descriptor).endsWith(end)) {
          return descriptor;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Files.deleteIfExists(file);
    throw new IOException("/proc/self/fd does not list a file that was just opened and unlinked");
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  private static void removeEmptyOnes(Path folder) {
    try (var files = Files.newDirectoryStream(folder, PREFIX + "*-")) {
      files.forEach(UnlinkedLibrary::removeIfEmpty);
    } catch (IOException | DirectoryIteratorException e) {
      // What matters is whether a new file can be made here.
    }
  }

  private static void removeIfEmpty(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
      if (attributes.isRegularFile() && attributes.size() == 0) {
        Files.deleteIfExists(file); // one that is just being made would be unlinked anyway
      }
    } catch (IOException e) {
      // Another user's, or gone meanwhile.
    }
  }
}
