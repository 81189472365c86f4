package io.crossmem.message;

/**
 * What a receive does with a message instead of keeping it: it combines it with data of its own, part
 * by part as the parts come, while they are in the cache.
 *
 * @param op what to do
 * @param own the other operand
 * @param ownOffset bytes of it before the part that the message is combined with
 * @param ownFirst whether it is the left operand
 */
record Reduction(Op op, Data own, long ownOffset, boolean ownFirst) {
  /** Combines a part of a message, that begins at an offset in it. */
  void apply(
      Scratch scratch, Data target, long targetOffset, long offset, Window in, int at, int bytes) {
    long message = in.address + at;
    long mine = scratch.addressOf(own, ownOffset + offset, bytes, scratch.left);
    boolean direct = target.address() != 0;
    long result = direct ? target.address() + targetOffset + offset : scratch.right.address;
    op.apply(
        target.type(),
        result,
        ownFirst ? mine : message,
        ownFirst ? message : mine,
        bytes / target.type().bytes());
    if (!direct) {
      target.copyIn(targetOffset + offset, scratch.right, 0, bytes);
    }
  }
}
