package io.crossmem.message;

import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Syscalls;

/** Takes memory for messages where the kernel gives this process no huge pages. */
final class SmallPagesProbe {
  private static final int PR_SET_THP_DISABLE = 41; // linux/prctl.h

  private SmallPagesProbe() {}

  public static void main(String[] args) {
    NativeLibrary.ensureLoaded();
    int result = Syscalls.prctl(PR_SET_THP_DISABLE, 1);
    if (result != 0) {
      throw new AssertionError("prctl: " + result);
    }
    try (MessageBuffer buffer = MessageBuffer.allocate(4 << 20)) {
      System.out.println(buffer.kind() + ", on huge pages: " + buffer.onHugePages());
    }
  }
}
