package io.crossmem.bench.overhead;

import java.nio.file.Path;

/** The C baseline: {@code src/bench/native/copy_loop.c}. */
final class CopyLoop {
  static {
    System.load(Path.of("target/bench-native/libcopy_loop.so").toAbsolutePath().toString());
  }

  private CopyLoop() {}

  /** Makes the system call {@code rounds} times; returns what the last one did. */
  static native long read(
      int pid, long local, long localCount, long remote, long remoteCount, int rounds);
}
