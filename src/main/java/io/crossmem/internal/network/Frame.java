package io.crossmem.internal.network;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;

/** Memory for one frame that is being sent or received. */
final class Frame {
  final ByteBuffer bytes;
  final long address;
  final Wire.Request request;
  final boolean isLong; // there is room for attached data

  private TypedView data; // made when it is first needed

  Frame(int size, Wire wire) {
    isLong = size >= Frames.PAYLOAD + FollowingData.MOST_ATTACHED;
    bytes = OffHeap.allocate(size);
    address = OffHeap.addressOfRemaining(bytes, "frame");
    request = wire.newRequest();
  }

  /** Attached data in a long frame. */
  TypedView data() {
    if (data == null) {
      ByteBuffer part = bytes.slice(Frames.PAYLOAD, FollowingData.MOST_ATTACHED);
      data = new TypedView(part, address + Frames.PAYLOAD);
    }
    return data;
  }
}
