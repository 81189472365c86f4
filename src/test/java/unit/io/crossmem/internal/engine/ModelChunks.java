package io.crossmem.internal.engine;

import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Memory for messages that no receive has matched, reused in each walk. */
final class ModelChunks {
  private final List<ByteBuffer> chunks = new ArrayList<>();
  private int used;

  void clear() {
    used = 0;
  }

  ByteBuffer take(int bytes) {
    if (used == chunks.size()) {
      chunks.add(OffHeap.allocate(bytes));
    }
    return chunks.get(used++);
  }
}
