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
 * Where the groups of a user meet: in {@code /dev/shm/crossmem-UID}. In /dev/shm any user can make
 * that first, and then nobody else can remove it; so if it is not a folder that only this user may
 * enter, another takes its place, with the same name and a random end, which nobody can make first.
 * Whoever comes finds it by a look at the owners.
 *
 * <p>All ranks of a group must meet in one of them, also if somebody makes or removes such a folder
 * at any moment. They are in an order that all see alike: the first one, then those with random
 * ends by their names. Who comes looks in all of them before it makes a file. Who has made one in
 * any but the first looks again, now and then, whether another has come to be in one before it;
 * then the group moves there. Both have made their file before they look, so one of them sees it.
 *
 * <p>Not in {@code $XDG_RUNTIME_DIR}: cron, ssh and batch systems do not set it, so ranks of one
 * group might have different ones; it goes away with the user's last session; and it has less room.
 */
final class MeetingPlaces {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final Pattern ANY_USERS = Pattern.compile("crossmem-(\\d{1,10})(\\..*)?");

  private final int user;
  private final String first;

  MeetingPlaces(int user) {
    this.user = user;
    first = "crossmem-" + Integer.toUnsignedString(user);
  }

  /** The folder that has the group's file; if none has it, the one to make it in. */
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
      try {
        Files.createDirectory(candidate, PosixFilePermissions.asFileAttribute(PRIVATE));
        Files.setPosixFilePermissions(candidate, PRIVATE); // the umask may have taken some
      } catch (FileAlreadyExistsException e) {
        // whose it is shows next
      } catch (NoSuchFileException e) {
        if (!Files.isDirectory(MeetingFolder.SHARED_MEMORY)) {
          throw e;
        } // else another group has just removed it: open finds none, and the next is tried
      }
      Optional<MeetingFolder> folder = MeetingFolder.open(candidate, user);
      if (folder.isPresent()) {
        return folder.get();
      }
    }
    throw new IOException(
        "no folder in " + MeetingFolder.SHARED_MEMORY + " belongs to this user alone");
  }

  /** Removes what killed processes have left, in all folders, and those that nobody uses. */
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

  /** Whether the group has a file in a folder that comes before this one, as far as can be told. */
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
      // no descriptors left, say: the next look may tell
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

  /** In order. */
  private static SortedSet<String> names() throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (var entries = Files.newDirectoryStream(MeetingFolder.SHARED_MEMORY, "crossmem-*")) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (AccessDeniedException e) {
      // may not be listed: then there is the first only
    }
    return names;
  }

  /** The users whose groups meet here at the moment, but for this one; empty if there is none. */
  String otherUsers() {
    SortedSet<String> names;
    try {
      names = names();
    } catch (IOException e) {
      return ""; // it is a hint only
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
      return Stream.empty(); // gone meanwhile
    }
  }
}
