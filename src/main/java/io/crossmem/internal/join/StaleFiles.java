package io.crossmem.internal.join;

import io.crossmem.internal.shm.FileSegment;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes the files of killed processes: files that they were creating, and files of their groups.
 * Launchers never reuse a name, so these files would stay forever.
 */
final class StaleFiles {
  private StaleFiles() {}

  /** Ignores files of other kinds, files in use, and files that cannot be inspected. */
  static void removeFrom(MeetingFolder folder, int user) {
    for (String name : names(folder)) {
      try {
        Optional<GroupFile> file = GroupFile.find(folder, name, user);
        if (file.isPresent()) {
          try (GroupFile other = file.get()) {
            removeIfAbandoned(other);
          }
        }
      } catch (IOException e) {
        // another user's, of another version, or removed meanwhile
      }
    }
  }

  private static List<String> names(MeetingFolder folder) {
    List<String> names = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder.path())) {
      for (Path file : files) {
        names.add(file.getFileName().toString());
      }
    } catch (IOException | DirectoryIteratorException e) {
      // removed by the last process of another group
    }
    return names;
  }

  /**
   * Removes the file if no process uses it.
   *
   * @return whether it was not in use
   * @throws IOException if it was not made by this version; the message says so
   */
  static boolean removeIfAbandoned(GroupFile file) throws IOException {
    if (!file.tryOwn()) {
      return false;
    }
    if (file.name().startsWith(MeetingFolder.ASIDE)) {
      file.removeName();
      return true;
    }
    try (FileSegment segment = file.openSegment()) {
      // A process that has opened it and waits for the lock must not join an unlinked file.
      Phase.of(segment).stepTo(Phase.OVER, segment);
      file.removeName();
    }
    return true;
  }
}
