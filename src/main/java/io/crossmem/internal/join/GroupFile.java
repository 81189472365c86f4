package io.crossmem.internal.join;

import io.crossmem.internal.shm.FileSegment;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The file that a group meets in, under the group's name or one aside.
 *
 * <p>Whoever uses it has a shared lock on it. The kernel ends that with the process, in whatever
 * way it ends; so who gets an exclusive lock knows that all are gone, also if they were of another
 * pid namespace.
 */
final class GroupFile implements AutoCloseable {
  private final MeetingFolder folder;
  private final OpenFile file;
  private final boolean made; // here
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
   * The file of that name; empty if there is none.
   *
   * @throws IOException if something else has the name
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

  /** A new, empty file under a name aside; this process has a lock on it. Empty if raced. */
  static Optional<GroupFile> create(MeetingFolder folder) throws IOException {
    String aside = MeetingFolder.newAsideName();
    OpenFile opened;
    try {
      opened = OpenFile.open(folder.file(aside), Syscalls.OPEN_NEW_FILE);
    } catch (NoSuchFileException e) {
      return Optional.empty(); // the folder was removed, by the last of another group
    }
    GroupFile file = new GroupFile(folder, aside, opened, true);
    if (!file.tryUse()) { // somebody takes it for a leftover, and removes it
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
  FileSegment createSegment(int size) throws IOException {
    FileSegment segment = FileSegment.create(file.fd(), MeetingFolder.SHARED_MEMORY, size);
    file.giveAway();
    return segment;
  }

  /** Opens its segment, which from then on owns the descriptor, and the lock with it. */
  FileSegment openSegment() throws IOException {
    FileSegment segment =
        FileSegment.open(file.fd(), MeetingFolder.SHARED_MEMORY, file.attributes().bytes());
    file.giveAway();
    return segment;
  }

  /** False if others use it, or if that cannot be told. */
  boolean tryOwn() {
    return file.tryLock(Syscalls.LOCK_EX);
  }

  /** False if somebody looks at just this moment whether it is abandoned. */
  boolean tryUse() {
    return file.tryLock(Syscalls.LOCK_SH);
  }

  /** Gives it the group's name in place of that aside; false if another was faster. */
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

  /** Takes the name away, if it is still this file's. Called while the file is open. */
  void removeName() throws IOException {
    folder.remove(name, attributes.inode());
  }

  /** Lets go of it, unless a segment has it; removes it if nobody else has seen it. */
  @Override
  public void close() throws IOException {
    file.close();
    if (made) {
      removeAside();
    }
  }
}
