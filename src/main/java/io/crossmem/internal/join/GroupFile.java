package io.crossmem.internal.join;

import io.crossmem.internal.shm.FileSegment;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The file through which a group joins, under the group's name or a temporary name.
 *
 * <p>Each process that uses the file holds a shared lock. The kernel releases the lock when the
 * process ends, in any way. So a process that gets an exclusive lock can be sure that all others
 * have ended, even in another pid namespace.
 */
final class GroupFile implements AutoCloseable {
  private final MeetingFolder folder;
  private final OpenFile file;
  private final boolean made; // whether this process created it
  private String name;
  private final OpenFile.Attributes attributes;

  private GroupFile(MeetingFolder folder, String name, OpenFile file, boolean made)
      throws IOException {
    this.folder = folder;
    this.name = name;
    this.file = file;
    this.made = made;
    try {
      if (made) {
        file.makePrivate("rw-------");
      }
      attributes = file.attributes();
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * The file with this name; empty if there is none.
   *
   * @throws IOException if the name belongs to something else
   */
  static Optional<GroupFile> find(MeetingFolder folder, String name, int user) throws IOException {
    OpenFile opened;
    try {
      opened = OpenFile.open(folder.file(name), Syscalls.OPEN_FILE);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    GroupFile file = new GroupFile(folder, name, opened, false);
    if (!file.attributes.isFileOf(user)) {
      file.close();
      throw new IOException(
          folder.name().resolve(name) + " is not a file of user " + Integer.toUnsignedString(user));
    }
    return Optional.of(file);
  }

  /** Creates an empty file under a temporary name and locks it. Empty if it lost a race. */
  static Optional<GroupFile> create(MeetingFolder folder) throws IOException {
    String aside = MeetingFolder.newAsideName();
    OpenFile opened;
    try {
      opened = OpenFile.open(folder.file(aside), Syscalls.OPEN_NEW_FILE);
    } catch (NoSuchFileException e) {
      return Optional.empty(); // the folder was removed by the last process of another group
    }
    GroupFile file = new GroupFile(folder, aside, opened, true);
    if (!file.tryUse()) { // another process considers it stale and removes it
      file.close();
      return Optional.empty();
    }
    return Optional.of(file);
  }

  MeetingFolder folder() {
    return folder;
  }

  String name() {
    return name;
  }

  /** Makes its segment, which from then on owns the descriptor, and the lock with it. */
  FileSegment createSegment(int size, int groupSize) throws IOException {
    FileSegment segment =
        FileSegment.create(file.fd(), MeetingFolder.SHARED_MEMORY, size, groupSize);
    file.giveAway();
    return segment;
  }

  /** Opens the segment, which then owns the descriptor and the lock. */
  FileSegment openSegment() throws IOException {
    FileSegment segment =
        FileSegment.open(file.fd(), MeetingFolder.SHARED_MEMORY, file.attributes().bytes());
    file.giveAway();
    return segment;
  }

  /** False if other processes use it, or if this is unknown. */
  boolean tryOwn() {
    return file.tryLock(Syscalls.LOCK_EX);
  }

  /** False if another process is checking at this moment whether it is abandoned. */
  boolean tryUse() {
    return file.tryLock(Syscalls.LOCK_SH);
  }

  /** Renames it from the temporary name to the group's name; false if another was faster. */
  boolean link(String groupName) throws IOException {
    try {
      Files.createLink(folder.file(groupName), folder.file(name));
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      return false;
    }
    removeAside();
    name = groupName;
    return true;
  }

  private void removeAside() throws IOException {
    if (name.startsWith(MeetingFolder.ASIDE)) {
      Files.deleteIfExists(folder.file(name));
    }
  }

  /** Removes the name if it still belongs to this file. Called while the file is open. */
  void removeName() throws IOException {
    folder.remove(name, attributes.inode());
  }

  /** Closes it, unless a segment owns it; removes it if no other process has seen it. */
  @Override
  public void close() throws IOException {
    file.close();
    if (made) {
      removeAside();
    }
  }
}
