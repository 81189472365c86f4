package io.crossmem.message;

import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.util.List;

/** Two ranks exchange messages; at some time rank 0 denies access to its memory. */
final class FallbackRank {
  private static final int PR_SET_DUMPABLE = 4;

  private FallbackRank() {}

  /** Arguments: name, rank, size, when: start, between, during or never. */
  public static void main(String... arguments) throws Exception {
    String when = arguments[3];
    boolean first = "0".equals(arguments[1]);
    if (first && "start".equals(when)) {
      io.crossmem.ProcessMemory.isSupported(); // loads the library
      forbid(1);
    }
    for (String protocol : List.of("read", "mapped", "write", "split")) {
      try (Communicator world = Ranks.joinWith(protocol, arguments)) {
        exchange(world, 1 << 20);
        if (first && "between".equals(when)) {
          forbid(1);
        }
        Thread later = new Thread(() -> sleepAndForbid());
        if (first && "during".equals(when)) {
          later.start();
        }
        exchange(world, 40 << 20);
        for (int size : new int[] {8, 40_000, 100_008, 200_000, 1 << 20, 5 << 20}) {
          exchange(world, size);
        }
        later.join();
        System.out.println(world.transport(1 - world.rank()));
        exchange(world, 8); // neither ends before the other has checked
        if (first && !"start".equals(when)) {
          forbid(0);
        }
      }
    }
  }

  private static void sleepAndForbid() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    forbid(1);
  }

  private static void forbid(int yes) {
    int result = Syscalls.prctl(PR_SET_DUMPABLE, 1 - yes);
    if (result != 0) {
      throw new AssertionError("prctl: " + result);
    }
  }

  private static void exchange(Communicator world, int bytes) throws IOException {
    int me = world.rank();
    try (TestMemory from = new TestMemory(TestMemory.Kind.HUGE, bytes);
        TestMemory into = new TestMemory(TestMemory.Kind.DIRECT, bytes)) {
      from.put(TestMessage.of(me, bytes));
      world.sendRecv(from.data, 1 - me, 0, into.data, 1 - me, 0);
      into.requireHolds(TestMessage.of(1 - me, bytes));
    }
  }
}
