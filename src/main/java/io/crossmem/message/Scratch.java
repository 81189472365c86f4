package io.crossmem.message;

import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;

/** Memory outside the heap for elements of arrays while they are operated on; a part at a time. */
final class Scratch {
  final Window left;
  final Window right;

  Scratch(int bytes) {
    left = window(bytes);
    right = window(bytes);
  }

  static Window window(int bytes) {
    ByteBuffer memory = OffHeap.allocate(bytes);
    return new Window(memory, OffHeap.addressOfRemaining(memory, "memory"));
  }

  /** Where the bytes are; those that may move are copied first. */
  long addressOf(Data data, long offset, int bytes, Window copy) {
    long address = data.address();
    if (address != 0) {
      return address + offset;
    }
    data.copyOut(offset, copy, 0, bytes);
    return copy.address;
  }
}
