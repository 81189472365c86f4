package io.crossmem;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;

/** Takes all file descriptors of this process. */
public final class Descriptors {
  private static final int ROUNDS = 5;
  private static final long PAUSE_MS = 20;

  private Descriptors() {}

  /**
   * Opens files until there is no descriptor left. Several times: a thread of the virtual machine's
   * may have one for a moment, and then it is free again.
   */
  public static void takeAll(List<Closeable> taken) throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      takeWhatIsFree(taken);
      Thread.sleep(PAUSE_MS);
    }
  }

  private static void takeWhatIsFree(List<Closeable> taken) {
    try {
      while (true) {
        taken.add(new RandomAccessFile("/dev/null", "r"));
      }
    } catch (IOException e) {
      // none is left
    }
  }
}
