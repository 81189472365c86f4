package io.crossmem.internal.protocol.rendezvous;

import io.crossmem.internal.network.FollowingData;
import io.crossmem.internal.shm.TypedView;
import java.util.ArrayDeque;

/**
 * Memory for messages whose data follows their RTS, where the network cannot use the memory of the
 * user. Used under the engine's lock.
 */
final class FollowingMemory {
  /**
   * As many as one peer may have in progress. The garbage collector frees the rest. When no memory
   * outside the heap is left, the JVM waits some milliseconds for that.
   */
  private static final int KEPT = FollowingData.WINDOW;

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
