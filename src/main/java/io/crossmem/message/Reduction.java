package io.crossmem.message;

/**
 * What a receive does with a message instead of keeping it: it combines it with data of its own,
 * part by part as the parts come, while they are in the cache. Used again and again.
 */
final class Reduction {
  private Op op;
  private Data own;
  private long ownOffset;
  private boolean ownFirst;

  /**
   * Says what to do.
   *
   * @param operation on an element of each
   * @param data the other operand
   * @param offset bytes of it before the part that the message is combined with
   * @param first whether it is the left operand
   */
  Reduction set(Op operation, Data data, long offset, boolean first) {
    op = operation;
    own = data;
    ownOffset = offset;
    ownFirst = first;
    return this;
  }

  void forget() {
    op = null;
    own = null;
  }

  /** Combines a part of a message, that begins at an offset in it. */
  void apply(
      Scratch scratch, Data target, long targetOffset, long offset, Window in, int at, int bytes) {
    long message = in.address + at;
    long mine = scratch.addressOf(own, ownOffset + offset, bytes, scratch.left);
    long address = target.address();
    long result = address != 0 ? address + targetOffset + offset : scratch.right.address;
    op.apply(
        target.type(),
        result,
        ownFirst ? mine : message,
        ownFirst ? message : mine,
        bytes / target.type().bytes());
    if (address == 0) {
      target.copyIn(targetOffset + offset, scratch.right, 0, bytes);
    }
  }
}
