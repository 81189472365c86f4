package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;

/** Memory outside the heap for a part of the elements of arrays, while they are combined. */
public final class Scratch {
  final TypedView left;
  final TypedView right;

  public Scratch(int bytes) {
    left = window(bytes);
    right = window(bytes);
  }

  public static TypedView window(int bytes) {
    ByteBuffer memory = OffHeap.allocate(bytes);
    return new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
  }

  /** The address of bytes; bytes that may move are copied into {@code copy} first. */
  long addressOf(Payload data, long offset, int bytes, TypedView copy) {
    long address = data.plainAddress();
    if (address != 0) {
      return address + offset;
    }
    data.copyOut(offset, copy, 0, bytes);
    return copy.address;
  }
}
