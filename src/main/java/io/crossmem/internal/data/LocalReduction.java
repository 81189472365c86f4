package io.crossmem.internal.data;

/** Combines data with other data of this process. Not safe for use by several threads. */
public final class LocalReduction {
  private static final int AT_ONCE = Combiner.MOST_UNIT_BYTES;

  private Scratch scratch; // made at first use

  /** The result may be in the memory of the left or the right operand, or in separate memory. */
  public void combine(
      Combiner op,
      Payload left,
      long leftOffset,
      Payload right,
      long rightOffset,
      Payload into,
      long offset,
      long bytes) {
    if (scratch == null) {
      scratch = new Scratch(AT_ONCE);
    }
    ElementType type = into.type();
    int unit = op.unit(type);
    int most = AT_ONCE - AT_ONCE % unit;
    long address = into.plainAddress();
    for (long done = 0; done < bytes; ) {
      int part = (int) Math.min(most, bytes - done);
      long a = scratch.addressOf(left, leftOffset + done, part, scratch.left);
      long b = scratch.addressOf(right, rightOffset + done, part, scratch.right);
      long result = address != 0 ? address + offset + done : scratch.right.address;
      op.combine(type, result, a, b, part / type.bytes());
      if (address == 0) {
        into.copyIn(offset + done, scratch.right, 0, part);
      }
      done += part;
    }
  }
}
