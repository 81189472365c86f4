package io.crossmem.internal.sys;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Main class of another process: waits on the first word of a file; prints the result of the wait.
 */
final class FutexProbe {
  private static final long MINUTE = 60_000_000_000L;

  private FutexProbe() {}

  static ByteBuffer word(Path file) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(MapMode.READ_WRITE, 0, Integer.BYTES);
    }
  }

  public static void main(String[] arguments) throws Exception {
    NativeLibrary.ensureLoaded();
    ByteBuffer word = word(Path.of(arguments[0]));
    System.out.println(Syscalls.futexWait(Syscalls.directAddress(word), 0, MINUTE));
  }
}
