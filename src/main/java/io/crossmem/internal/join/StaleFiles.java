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
 * Removes what killed processes have left: files that they were making, and those that they met in.
 * Launchers never use a name again, so nobody else would.
 */
final class StaleFiles {
  private StaleFiles() {}

  /** What is not such a file, or is used, or cannot be looked at, is left alone. */
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
        // somebody else's, or of another version, or gone meanwhile
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
      // removed by the last of another group
    }
    return names;
  }

  /**
   * Removes the file if nobody uses it.
   *
   * @return whether nobody used it
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
      // Who has opened it by its name, and waits for its lock, must not join what has no name.
      Phase.of(segment).stepTo(Phase.OVER, segment);
      file.removeName();
    }
    return true;
  }
}
