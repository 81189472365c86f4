package io.crossmem.internal.collective;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;

/** Temporary memory of this rank for results to send on; allocated at first use. */
final class ScratchMemory {
  /** In bytes; fits into the L1 cache. No scratch memory may be smaller. */
  static final int COPIED_AT_ONCE = 32 << 10;

  private final int bytes;
  private final EnumMap<ElementType, Payload> payloads = new EnumMap<>(ElementType.class);
  private TypedView view;

  ScratchMemory(int bytes) {
    this.bytes = bytes;
  }

  /** All of it, as elements of a type. */
  Payload as(ElementType type) {
    Payload payload = payloads.get(type);
    if (payload == null) {
      ByteBuffer memory = view().bytes.duplicate().order(ByteOrder.nativeOrder());
      payload = new BufferPayload(type).view(memory);
      payloads.put(type, payload);
    }
    return payload;
  }

  private TypedView view() {
    if (view == null) {
      ByteBuffer memory = OffHeap.allocate(bytes);
      view = new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
    }
    return view;
  }

  /** Copies inside this process, through this memory, since either side may be an array. */
  void copy(Payload from, long fromOffset, Payload to, long toOffset, long length) {
    TypedView through = view();
    for (long done = 0; done < length; ) {
      int part = (int) Math.min(COPIED_AT_ONCE, length - done);
      from.copyOut(fromOffset + done, through, 0, part);
      to.copyIn(toOffset + done, through, 0, part);
      done += part;
    }
  }
}
