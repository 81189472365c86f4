package io.crossmem.bench.suite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder where the ranks of a group find the harness and each other while they start. It is in
 * shared memory, because its files are mapped. It is removed as soon as all ranks are connected, so
 * that even a later kill leaves nothing behind.
 */
final class SharedFolder implements AutoCloseable {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final int CONTROL_BYTES = 8 << 10;
  private static final int STAGING_BYTES = 513 << 20; // uses memory only where it is written

  private final Path path;

  SharedFolder() throws IOException {
    this(place());
  }

  /** In another place than shared memory. */
  SharedFolder(Path parent) throws IOException {
    path = Files.createTempDirectory(parent, "crossmem-bench-");
    make("control", CONTROL_BYTES);
    make("staging", STAGING_BYTES);
  }

  static Path place() {
    return Files.isWritable(SHARED_MEMORY)
        ? SHARED_MEMORY
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private void make(String name, int bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  Path path() {
    return path;
  }

  Path socket() {
    return path.resolve("commands");
  }

  /** Bytes that systems may use in shared memory, with some space left for others. */
  static long usableBytes() throws IOException {
    FileStore store = Files.getFileStore(place());
    return store.getUsableSpace() / 4;
  }

  @Override
  public void close() throws IOException {
    List<Path> inside;
    try (Stream<Path> all = Files.walk(path)) {
      inside = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inside) {
      Files.deleteIfExists(file);
    }
  }
}
