package io.crossmem.bench.peer;

import io.crossmem.bench.rank.Task;

/** What peers refuse, instead of measuring something else than they were asked for. */
public final class Limits {
  private Limits() {}

  /** The peer has no way to say where the blocks of a message lie. */
  public static void requireOneBlock(Task task, String peer) {
    if (task.blocks() != 1) {
      throw new UnsupportedOperationException(
          peer + " is measured with messages of one block only");
    }
  }

  /** The peer passes addresses, and what is on the heap has none that lasts. */
  public static void requireDirect(Task task, String peer) {
    if (task.memory().equals("heap")) {
      throw new UnsupportedOperationException(peer + " takes direct buffers only");
    }
  }
}
