package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The file that a region maps, for reading the bytes of pages that the process has not touched. */
final class MappedFile implements AutoCloseable {
  private final MemoryRegion region;
  private final FileChannel file;

  private MappedFile(MemoryRegion region, FileChannel file) {
    this.region = region;
    this.file = file;
  }

  /** Empty for memory without a file, or if the file is not accessible or not a regular file. */
  static Optional<MappedFile> open(long pid, MemoryRegion region) {
    if (region.inode() == 0) {
      return Optional.empty();
    }
    Path mapFiles = Proc.path(pid, "map_files");
    Path root = Proc.memoryPath(pid, "root");
    String range = Long.toHexString(region.start()) + "-" + Long.toHexString(region.end());
    // The first path leads to the mapped file even if it was renamed, but needs CAP_SYS_ADMIN.
    for (String name : List.of(mapFiles + "/" + range, root + region.path())) {
      try {
        Path path = Path.of(name);
        if (Files.isRegularFile(path)
            && Files.getAttribute(path, "unix:ino").equals(region.inode())) {
          return Optional.of(
              new MappedFile(region, FileChannel.open(path, StandardOpenOption.READ)));
        }
      } catch (IOException | InvalidPathException e) {
        // try the next path
      }
    }
    return Optional.empty();
  }

  /** Reads into a buffer until it is full or the file ends; returns the number of bytes. */
  int read(long address, ByteBuffer bytes) throws IOException {
    int before = bytes.position();
    long offset = region.offset() + address - region.start();
    while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position() - before) > 0) {
      // read the rest
    }
    return bytes.position() - before;
  }

  /** Maps the file read-only, at most as much as a buffer can hold. */
  MappedByteBuffer map() throws IOException {
    return file.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(file.size(), Integer.MAX_VALUE));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
