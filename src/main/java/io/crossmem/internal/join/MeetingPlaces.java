package io.crossmem.internal.join;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders for a user's groups: normally {@code /dev/shm/crossmem-UID}. Any user can create that
 * name in /dev/shm first, and others cannot remove it. So if it is not a folder that only this user
 * may enter, a folder with the same name and a random suffix is used instead, which other users
 * cannot predict. Other processes find it by checking the owners of such folders.
 *
 * <p>All ranks of a group must use the same folder, even if another process creates or removes such
 * a folder at any moment. The folders have a fixed order: the one without a suffix, then the others
 * by name. A process looks in all of them before it creates a file. If it has created one in a
 * folder that is not the first, it checks from time to time whether the group has a file in an
 * earlier folder; then the group moves there. Both processes have created their file before they
 * check, so at least one of them sees the other file.
 *
 * <p>{@code $XDG_RUNTIME_DIR} is not used: cron, ssh and batch systems do not set it, so ranks of
 * one group might have different folders; it is removed with the user's last session; and it has
 * less space.
 */
final class MeetingPlaces {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final Pattern ANY_USERS = Pattern.compile("crossmem-(\\d{1,10})(\\..*)?");

  private static final int TRIES = 200; // for each folder, since other groups may remove it

  private final int user;
  private final String first;

  MeetingPlaces(int user) {
    this.user = user;
    first = "crossmem-" + Integer.toUnsignedString(user);
  }

  /** The folder that has the group's file; if none has it, the folder to create it in. */
  MeetingFolder find(String group) throws IOException {
    List<MeetingFolder> others = new ArrayList<>();
    try {
      for (Path name : all()) {
        Optional<MeetingFolder> folder = MeetingFolder.open(name, user);
        if (folder.isPresent() && folder.get().has(group)) {
          return folder.get();
        }
        folder.ifPresent(others::add);
      }
    } finally {
      others.forEach(MeetingFolder::close);
    }
    return make(others.stream().map(MeetingFolder::name).toList());
  }

  private MeetingFolder make(List<Path> known) throws IOException {
    List<Path> candidates = new ArrayList<>();
    candidates.add(MeetingFolder.SHARED_MEMORY.resolve(first));
    candidates.addAll(known);
    candidates.add(MeetingFolder.SHARED_MEMORY.resolve(first + "." + MeetingFolder.randomName()));
    for (Path candidate : candidates) {
      for (int i = 0; i < TRIES && !isOfAnother(candidate); i++) {
        Optional<MeetingFolder> made = tryToMake(candidate);
        if (made.isPresent()) {
          return made.get();
        }
      }
    }
    throw new IOException(
        "no folder in " + MeetingFolder.SHARED_MEMORY + " belongs only to this user");
  }

  private boolean isOfAnother(Path folder) {
    return ownerOf(folder).anyMatch(owner -> owner != user);
  }

  /**
   * Empty if others may enter it, or if another group has removed it before it was opened, since it
   * was empty.
   */
  private Optional<MeetingFolder> tryToMake(Path candidate) throws IOException {
    try {
      Files.createDirectory(candidate, PosixFilePermissions.asFileAttribute(PRIVATE));
      Files.setPosixFilePermissions(candidate, PRIVATE); // the umask may have removed some
    } catch (FileAlreadyExistsException e) {
      // its owner is checked next
    } catch (NoSuchFileException e) {
      if (!Files.isDirectory(MeetingFolder.SHARED_MEMORY)) {
        throw e;
      }
    }
    return MeetingFolder.open(candidate, user);
  }

  /** Removes files of killed processes in all folders, and the folders that are not in use. */
  void removeStaleFiles(MeetingFolder used) throws IOException {
    for (Path name : all()) {
      Optional<MeetingFolder> folder = MeetingFolder.open(name, user);
      if (folder.isPresent()) {
        try (MeetingFolder any = folder.get()) {
          StaleFiles.removeFrom(any, user);
          if (!any.name().equals(used.name())) {
            any.removeIfEmpty();
          }
        }
      }
    }
  }

  /** Whether the group has a file in an earlier folder than this one, as far as is known. */
  boolean isBefore(MeetingFolder folder, String group) {
    try {
      for (Path name : all()) {
        if (name.equals(folder.name())) {
          return false;
        }
        Optional<MeetingFolder> before = MeetingFolder.open(name, user);
        if (before.isPresent()) {
          try (MeetingFolder other = before.get()) {
            if (other.has(group)) {
              return true;
            }
          }
        }
      }
    } catch (IOException e) {
      // for example, no descriptors are left: the next check may succeed
    }
    return false;
  }

  boolean isFirst(MeetingFolder folder) {
    return folder.name().endsWith(first);
  }

  private List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>();
    all.add(MeetingFolder.SHARED_MEMORY.resolve(first));
    for (String name : names()) {
      if (name.startsWith(first + ".")) {
        all.add(MeetingFolder.SHARED_MEMORY.resolve(name));
      }
    }
    return all;
  }

  /** In the order described above. */
  private static SortedSet<String> names() throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (var entries = Files.newDirectoryStream(MeetingFolder.SHARED_MEMORY, "crossmem-*")) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (AccessDeniedException e) {
      // not readable: then only the first is used
    }
    return names;
  }

  /** Other users that have groups at the moment; empty if there are none. */
  String otherUsers() {
    SortedSet<String> names;
    try {
      names = names();
    } catch (IOException e) {
      return ""; // it is only a hint
    }
    return names.stream()
        .filter(name -> ANY_USERS.matcher(name).matches())
        .map(MeetingFolder.SHARED_MEMORY::resolve)
        .flatMap(MeetingPlaces::ownerOf)
        .filter(owner -> owner != user)
        .distinct()
        .map(Integer::toUnsignedString)
        .collect(joining(", "));
  }

  private static Stream<Integer> ownerOf(Path folder) {
    try {
      return Stream.of((int) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return Stream.empty(); // removed meanwhile
    }
  }
}
