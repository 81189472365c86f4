package io.crossmem.bench.peer;

import java.nio.file.Path;

/** The folder in shared memory that the ranks of a group use while they start. */
final class SharedFolder {
  private SharedFolder() {}

  static Path file(String name) {
    return Path.of(System.getenv("CROSSMEM_BENCH_SHARED"), name);
  }
}
