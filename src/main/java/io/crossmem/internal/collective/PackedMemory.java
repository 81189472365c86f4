package io.crossmem.internal.collective;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.sys.OffHeap;

/** Temporary memory for data of several ranks; it grows when more is needed. */
final class PackedMemory {
  private static final int LEAST = 4096;

  private Payload memory;

  Payload atLeast(long bytes) {
    if (memory == null || memory.bytes() < bytes) {
      long more = Math.max(LEAST, Math.max(bytes, memory == null ? 0 : 2 * memory.bytes()));
      memory = null; // before more is allocated
      memory =
          new BufferPayload(ElementType.BYTE)
              .view(OffHeap.allocate((int) Math.min(more, Integer.MAX_VALUE)));
    }
    return memory;
  }
}
