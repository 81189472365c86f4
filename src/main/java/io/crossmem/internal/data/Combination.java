package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;

/**
 * What a receive does with a message instead of keeping it: it combines it with data of its own,
 * part by part as the parts come, while they are in the cache. Used again and again.
 */
public final class Combination {
  private Combiner op;
  private Payload own;
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
  public Combination set(Combiner operation, Payload data, long offset, boolean first) {
    op = operation;
    own = data;
    ownOffset = offset;
    ownFirst = first;
    return this;
  }

  public void forget() {
    op = null;
    own = null;
  }

  public boolean runsUserCode() {
    return op.isUserCode();
  }

  /** Combines a part of a message, that begins at an offset in it. */
  public void apply(
      Scratch scratch,
      Payload target,
      long targetOffset,
      long offset,
      TypedView in,
      int at,
      int bytes) {
    long message = in.address + at;
    long mine = scratch.addressOf(own, ownOffset + offset, bytes, scratch.left);
    long address = target.plainAddress();
    long result = address != 0 ? address + targetOffset + offset : scratch.right.address;
    op.combine(
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
