package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;

/**
 * Tells a receive to combine a message with other data instead of storing it. It combines each part
 * when it arrives, while the part is in the cache. Instances are reused.
 */
public final class Combination {
  private Combiner op;
  private Payload own;
  private long ownOffset;
  private boolean ownFirst;

  /**
   * Sets the operation and its other operand.
   *
   * @param operation to apply to each pair of elements
   * @param data the other operand
   * @param offset in bytes, in {@code data}, of the range to combine the message with
   * @param first whether {@code data} is the left operand
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

  /** Combines a part of a message that begins at the given offset in the message. */
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
