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
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads a library from a file that is unlinked before its first byte is written. So a SIGKILL at
 * any moment leaves no library behind, and no other process can open or replace it.
 *
 * <p>The JDK unlinks a file opened with DELETE_ON_CLOSE immediately; it can still be opened through
 * {@code /proc/self/fd}. A SIGKILL between creating and unlinking leaves an empty file, which the
 * next start removes.
 */
final class UnlinkedLibrary {
  private static final String PREFIX = "libcrossmem-";

  /**
   * The length of the name: the maximum (NAME_MAX). {@code System.load} resolves the descriptor's
   * link, whose text is the name followed by " (deleted)". It would load a file with that name if
   * another user had created one. That is not possible, because the name with " (deleted)" is too
   * long for a file.
   */
  private static final int NAME_LENGTH = 255;

  /** Paths that this class loader has loaded, or has tried to. */
  private static final Set<Path> LOADED = ConcurrentHashMap.newKeySet();

  private static final Set<PosixFilePermission> PRIVATE = Set.of(OWNER_READ, OWNER_WRITE);

  private UnlinkedLibrary() {}

  /**
   * @throws IOException if the library cannot be written into {@code folder}
   * @throws UnsatisfiedLinkError if it cannot be loaded from there, for example because the folder
   *     is mounted noexec
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
      // A path is loaded once in a JVM, and the number of a closed file is given out again: where
      // this path is another library's already, one more file is opened while this one is held.
      if (!LOADED.add(descriptor)) {
        write(library, folder);
        return;
      }
      try {
        System.load(descriptor.toString());
      } catch (UnsatisfiedLinkError e) {
        // The same, of another class loader.
        if (!String.valueOf(e.getMessage()).contains("already loaded in another classloader")) {
          throw e;
        }
        write(library, folder);
      }
    }
  }

  /** The entry in {@code /proc/self/fd} of an open, unlinked file. */
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
      // Only whether a new file can be created here matters.
    }
  }

  private static void removeIfEmpty(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
      if (attributes.isRegularFile() && attributes.size() == 0) {
        Files.deleteIfExists(file); // a file that is just being created would be unlinked anyway
      }
    } catch (IOException e) {
      // It belongs to another user, or was removed meanwhile.
    }
  }
}
