package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.MemoryRegion;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Proc;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.lang.ref.Reference;
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
  private static final int ENXIO = 6; // asm-generic/errno-base.h

  private final MemoryRegion region;
  private final FileChannel file;

  /** The same file, for finding its holes; negative if it could not be opened. */
  private final int descriptor;

  private MappedFile(MemoryRegion region, Path path) throws IOException {
    this.region = region;
    this.file = FileChannel.open(path, StandardOpenOption.READ);
    this.descriptor = descriptor(path);
  }

  private static int descriptor(Path path) {
    byte[] name = path.toString().getBytes(UTF_8);
    ByteBuffer text = OffHeap.allocate(name.length + 1).put(0, name); // the rest is a zero byte
    try {
      return Syscalls.openFile(OffHeap.addressOfRemaining(text, "path"), Syscalls.OPEN_TO_READ);
    } finally {
      Reference.reachabilityFence(text);
    }
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
          return Optional.of(new MappedFile(region, path));
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
    long offset = offset(address);
    while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position() - before) > 0) {
      // read the rest
    }
    return bytes.position() - before;
  }

  /**
   * The end of the bytes from an address on that are all in a hole of the file, and therefore zero:
   * the address itself if it is not in a hole, at most {@code end}.
   */
  long endOfHole(long address, long end) throws IOException {
    long offset = offset(address);
    long length = Math.min(end - address, file.size() - offset);
    if (descriptor < 0 || length <= 0) {
      return address;
    }
    long data = Syscalls.nextData(descriptor, offset);
    if (data == -ENXIO) {
      return address + length;
    }
    return data < 0 ? address : address + Math.min(length, data - offset); // not supported: no hole
  }

  /**
   * The end of the bytes from an address on that are not in a hole: after the address, even if a
   * hole was made there meanwhile, and at most {@code end}.
   */
  long endOfData(long address, long end) {
    long offset = offset(address);
    long hole = descriptor < 0 ? -1 : Syscalls.nextHole(descriptor, offset);
    return hole < 0 ? end : address + Math.min(end - address, Math.max(1, hole - offset));
  }

  private long offset(long address) {
    return region.offset() + address - region.start();
  }

  /** Maps the file read-only, at most as much as a buffer can hold. */
  MappedByteBuffer map() throws IOException {
    return file.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(file.size(), Integer.MAX_VALUE));
  }

  @Override
  public void close() throws IOException {
    file.close();
    if (descriptor >= 0) {
      Syscalls.close(descriptor);
    }
  }
}
