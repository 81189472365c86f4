package io.crossmem.internal.sys;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Main class of a 64-bit or 32-bit JVM: {@link Syscalls#copy} and {@link Syscalls#copyNonTemporal}
 * of every short length and some long ones, wherever the two ends lie; and that they touch nothing
 * else.
 */
public final class CopyProbe {
  private static final int[] LONG = {1000, 4095, 4096, 4097, 65536, 1 << 20};
  private static final int SHORT = 70;
  private static final int ALIGNMENTS = 9;
  private static final int LINE = 64;
  private static final int MARGIN = 64;
  private static final byte UNTOUCHED = 0x55;

  private interface Copy {
    void copy(long to, long from, long bytes);
  }

  private final Copy copy;
  private final ByteBuffer from = OffHeap.allocate((1 << 20) + 2 * MARGIN);
  private final ByteBuffer to = OffHeap.allocate((1 << 20) + 2 * MARGIN);

  private CopyProbe(Copy copy) {
    this.copy = copy;
    byte[] random = new byte[from.capacity()];
    new Random(42).nextBytes(random);
    from.put(0, random);
  }

  /** Throws AssertionError at the first wrong byte. */
  public static void main(String[] arguments) {
    NativeLibrary.ensureLoaded();
    new CopyProbe(Syscalls::copy).check();
    new CopyProbe(Syscalls::copyNonTemporal).check();
    System.out.println("all bytes are right");
  }

  private void check() {
    for (int length = 0; length < SHORT; length++) {
      for (int target = 0; target < ALIGNMENTS; target++) {
        for (int source = 0; source < ALIGNMENTS; source++) {
          check(MARGIN + target, MARGIN + source, length);
        }
      }
    }
    for (int length : LONG) {
      check(MARGIN + 1, MARGIN + 3, length);
      check(MARGIN, MARGIN, length);
    }
    for (int target = 0; target < LINE; target++) {
      check(MARGIN + target, MARGIN, 3 * LINE);
    }
  }

  private void check(int target, int source, int length) {
    int end = target + length + MARGIN / 2;
    for (int i = target - MARGIN / 2; i < end; i++) {
      to.put(i, UNTOUCHED);
    }
    copy.copy(
        OffHeap.addressOfRemaining(to, "to") + target,
        OffHeap.addressOfRemaining(from, "from") + source,
        length);
    for (int i = target - MARGIN / 2; i < end; i++) {
      boolean inside = i >= target && i < target + length;
      byte expected = inside ? from.get(source + i - target) : UNTOUCHED;
      if (to.get(i) != expected) {
        throw new AssertionError("byte " + (i - target) + " of " + length + " is " + to.get(i));
      }
    }
  }
}
