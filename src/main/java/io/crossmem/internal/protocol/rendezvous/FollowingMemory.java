package io.crossmem.internal.protocol.rendezvous;

import io.crossmem.internal.network.FollowingData;
import io.crossmem.internal.shm.TypedView;
import java.util.ArrayDeque;

/**
 * Memory for messages whose data follows their RTS, where the network cannot use the memory of the
 * user. Used under the engine's lock.
 */
final class FollowingMemory {
  private static final int KEPT = 8; // the rest is freed by the garbage collector

  private final ArrayDeque<TypedView> free = new ArrayDeque<>();

  /** For a message of any length that is allowed. */
  TypedView take() {
    return free.isEmpty() ? TypedView.allocate(FollowingData.MOST_BYTES) : free.pop();
  }

  void give(TypedView memory) {
    if (free.size() < KEPT) {
      free.push(memory);
    }
  }
}
