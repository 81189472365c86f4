package io.crossmem.bench.peer;

import io.crossmem.bench.rank.Task;

/** Rejects tasks that a peer cannot do, so that nothing else is measured instead. */
public final class Limits {
  private Limits() {}

  /** For peers that cannot send messages of several blocks. */
  public static void requireOneBlock(Task task, String peer) {
    if (task.blocks() != 1) {
      throw new UnsupportedOperationException(
          peer + " is measured with messages of one block only");
    }
  }

  /** For peers that pass addresses, since heap memory has no fixed address. */
  public static void requireDirect(Task task, String peer) {
    if (task.memory().equals("heap")) {
      throw new UnsupportedOperationException(peer + " takes direct buffers only");
    }
  }
}
