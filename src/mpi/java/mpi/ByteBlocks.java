package mpi;

import java.nio.ByteBuffer;

/** Where the bytes of some items of a datatype lie: blocks, in the order of a message. */
final class ByteBlocks {
  final long[] offsets; // bytes
  final int[] lengths; // bytes

  private ByteBlocks(long[] offsets, int[] lengths) {
    this.offsets = offsets;
    this.lengths = lengths;
  }

  /**
   * The blocks of so many items.
   *
   * @param start where displacement 0 of the first item lies, in bytes
   */
  static ByteBlocks of(Datatype type, int count, long start) {
    if (type.isContiguous) {
      return one(start, count * type.bytes());
    }
    TypeMap map = type.map;
    int blocks = map.offsets.length;
    long[] offsets = new long[Math.multiplyExact(blocks, count)];
    int[] lengths = new int[offsets.length];
    int bytes = type.element.bytes;
    for (int i = 0, at = 0; i < count; i++) {
      for (int j = 0; j < blocks; j++, at++) {
        offsets[at] = start + ((long) i * map.extent() + map.offsets[j]) * bytes;
        lengths[at] = map.lengths[j] * bytes;
      }
    }
    return new ByteBlocks(offsets, lengths);
  }

  /**
   * @param numbers offset and length of each
   */
  static ByteBlocks of(long... numbers) {
    long[] offsets = new long[numbers.length / 2];
    int[] lengths = new int[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = numbers[2 * i];
      lengths[i] = (int) numbers[2 * i + 1];
    }
    return new ByteBlocks(offsets, lengths);
  }

  static ByteBlocks one(long offset, int bytes) {
    return new ByteBlocks(new long[] {offset}, new int[] {bytes});
  }

  /** Of all blocks together. */
  int bytes() {
    int bytes = 0;
    for (int length : lengths) {
      bytes = Math.addExact(bytes, length);
    }
    return bytes;
  }

  /** A copy of the blocks of a buffer, one after the other. */
  ByteBuffer packed(ByteBuffer from) {
    ByteBuffer packed = MPI.newByteBuffer(bytes());
    for (int i = 0; i < offsets.length; i++) {
      packed.put(from.slice((int) offsets[i], lengths[i]));
    }
    return packed.flip();
  }

  /** Puts what was packed where it belongs; both buffers are used from 0 on. */
  void unpack(ByteBuffer packed, ByteBuffer into) {
    int at = 0;
    for (int i = 0; i < offsets.length; i++) {
      into.put((int) offsets[i], packed, at, lengths[i]);
      at += lengths[i];
    }
  }

  /** The lowest displacement of an element of so many items, in bytes. */
  static long first(Datatype type, int count) {
    long last = (count - 1L) * type.map.extent();
    return (Math.min(0, last) + type.map.trueLb()) * type.element.bytes;
  }

  /** The end of the highest element of so many items, in bytes. */
  static long end(Datatype type, int count) {
    long last = (count - 1L) * type.map.extent();
    return (Math.max(0, last) + type.map.trueUb()) * type.element.bytes;
  }

  /** What is done with a part that is one block on both sides. */
  interface Part {
    void move(long left, long right, int bytes);
  }

  /** Calls it for each part of two layouts of the same number of bytes. */
  static void inParallel(ByteBlocks left, ByteBlocks right, Part part) {
    int i = 0;
    int j = 0;
    int doneLeft = 0; // bytes of the block
    int doneRight = 0;
    while (i < left.lengths.length && j < right.lengths.length) {
      int bytes = Math.min(left.lengths[i] - doneLeft, right.lengths[j] - doneRight);
      if (bytes > 0) {
        part.move(left.offsets[i] + doneLeft, right.offsets[j] + doneRight, bytes);
      }
      doneLeft += bytes;
      doneRight += bytes;
      if (doneLeft == left.lengths[i]) {
        i++;
        doneLeft = 0;
      }
      if (doneRight == right.lengths[j]) {
        j++;
        doneRight = 0;
      }
    }
  }
}
