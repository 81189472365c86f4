package io.crossmem.bench.rank;

import java.nio.ByteBuffer;

/** Copies a message of many blocks into one block, and back. */
final class Packing {
  private final ByteBuffer blocks;
  private final int count;
  private final int length;
  private final ByteBuffer packed;

  Packing(Task task, Memory memory) {
    blocks = memory.bytes();
    count = task.blocks();
    length = task.blockBytes();
    packed = ByteBuffer.allocateDirect(task.bytes());
  }

  /** The packed message; position and limit include all of it. */
  ByteBuffer packed() {
    return packed;
  }

  void pack() {
    for (int block = 0; block < count; block++) {
      packed.put(block * length, blocks, 2 * block * length, length);
    }
  }

  void unpack() {
    for (int block = 0; block < count; block++) {
      blocks.put(2 * block * length, packed, block * length, length);
    }
  }
}
