package mpi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of services for ports, as files of a folder in shared memory that only this user can enter.
 * A file counts as long as the process lives that wrote it.
 */
final class PublishedNames {
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();
  private static final String ONLY_OWNER = "rwx------";

  private PublishedNames() {}

  /** The port, and the process that has published it. */
  private record Entry(String port, long pid, Instant start) {
    static Entry own(String port) {
      ProcessHandle self = ProcessHandle.current();
      return new Entry(port, self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
    }

    String text() {
      return pid + " " + start + " " + port;
    }

    static Entry parse(String text) {
      String[] words = text.split(" ", 3);
      return new Entry(words[2], Long.parseLong(words[0]), Instant.parse(words[1]));
    }

    boolean isAlive() {
      return ProcessHandle.of(pid)
          .filter(process -> process.info().startInstant().orElse(Instant.EPOCH).equals(start))
          .isPresent();
    }
  }

  static void publish(String service, String port) {
    requireName(service);
    if (port == null || port.length() > MPI.MAX_PORT_NAME) {
      throw new MPIException(ErrorClass.PORT, "this is not the name of a port: " + port);
    }
    try {
      publishIn(folder(), service, port);
    } catch (NoSuchFileException e) {
      publishAgain(service, port);
    } catch (IOException e) {
      throw cannot(e);
    }
    OWN.add(service);
  }

  /** Another process has removed the folder, which was empty. */
  private static void publishAgain(String service, String port) {
    try {
      publishIn(folder(), service, port);
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  private static void publishIn(Path folder, String service, String port) throws IOException {
    Path file = folder.resolve(fileName(service));
    Path aside = Files.createTempFile(folder, "aside-", "");
    try {
      Files.writeString(aside, Entry.own(port).text());
      link(aside, file, service);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static void link(Path aside, Path file, String service) throws IOException {
    try {
      Files.createLink(file, aside);
    } catch (FileAlreadyExistsException e) {
      if (find(file).isPresent()) {
        throw new MPIException(ErrorClass.SERVICE, "the name is published already: " + service);
      }
      Files.createLink(file, aside); // what was there is removed
    }
  }

  static void unpublish(String service) {
    requireName(service);
    if (!OWN.remove(service)) {
      throw new MPIException(ErrorClass.SERVICE, "this process has not published " + service);
    }
    remove(service);
  }

  private static void remove(String service) {
    try {
      Path folder = folder();
      Files.deleteIfExists(folder.resolve(fileName(service)));
      Files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      // it has names of others
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  static void unpublishAll() {
    for (String service : OWN) {
      remove(service);
    }
    OWN.clear();
  }

  static String lookup(String service) {
    requireName(service);
    try {
      Path folder = path();
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) { // a look-up leaves none behind
        throw new MPIException(ErrorClass.NAME, "nobody has published " + service);
      }
      return find(folder().resolve(fileName(service)))
          .map(Entry::port)
          .orElseThrow(() -> new MPIException(ErrorClass.NAME, "nobody has published " + service));
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  /** Removes one whose process is gone. */
  private static Optional<Entry> find(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Entry entry = Entry.parse(text);
    if (!entry.isAlive()) {
      Files.deleteIfExists(file);
      return Optional.empty();
    }
    return Optional.of(entry);
  }

  private static MPIException cannot(IOException e) {
    return new MPIException(
        ErrorClass.SERVICE, "names cannot be published or looked up: " + e.getMessage(), e);
  }

  private static void requireName(String service) {
    if (service == null || service.isEmpty()) {
      throw new MPIException(ErrorClass.SERVICE, "the name of the service is null or empty");
    }
  }

  private static String fileName(String service) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(service.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object user() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  private static Path path() throws IOException {
    return Path.of("/dev/shm/crossmem-mpi-names-" + user());
  }

  /** Another user may have made it first: then it is not used. */
  private static Path folder() throws IOException {
    Object user = user();
    Path folder = path();
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(ONLY_OWNER)));
    } catch (FileAlreadyExistsException e) {
      // by this user, as a rule
    }
    boolean isOurs =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(user)
            && PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS))
                .equals(ONLY_OWNER);
    if (!isOurs) {
      throw new IOException(folder + " is not a folder that only this user may use");
    }
    return folder;
  }
}
