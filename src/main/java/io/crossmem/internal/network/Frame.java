package io.crossmem.internal.network;

import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;

/** Memory for one frame that is being sent or received. */
final class Frame {
  final ByteBuffer bytes;
  final long address;
  final Wire.Request request;

  Frame(int size, Wire wire) {
    bytes = OffHeap.allocate(size);
    address = OffHeap.addressOfRemaining(bytes, "frame");
    request = wire.newRequest();
  }
}
