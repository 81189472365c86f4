package io.crossmem.demo;

import io.crossmem.Iovec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The memory of one process for transfers. */
final class Region {
  private final ByteBuffer bytes;

  /** For any layout. */
  Region() {
    this(ByteBuffer.allocateDirect(Layout.REGION_BYTES + Layout.PAGE).alignedSlice(Layout.PAGE));
  }

  /** For the layouts that end inside of this memory. */
  Region(ByteBuffer memory) {
    bytes = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  long address() {
    return Iovec.of(bytes).address();
  }

  ByteBuffer slice(int position, int length) {
    return bytes.slice(position, length);
  }

  /** Makes this the source of a round. */
  void fill(Round round) {
    round.pattern().fill(bytes, 0, round.layout().end());
  }

  /** Makes this the destination of a round: fills it with wrong bytes. */
  void poison(Round round) {
    round.pattern().complement().fill(bytes, 0, round.layout().end());
  }

  /** Compares each byte of a destination: in the slots all have arrived, in the margins none. */
  Optional<Difference> check(Round round) {
    Layout layout = round.layout();
    Pattern arrived = round.pattern();
    Pattern untouched = arrived.complement();
    Optional<Difference> first = check(untouched, 0, layout.start(0), layout, 0);
    for (int slot = 0; slot < layout.slots() && first.isEmpty(); slot++) {
      int start = layout.start(slot);
      int end = start + layout.size();
      first = check(arrived, start, end, layout, slot);
      if (first.isEmpty()) {
        first = check(untouched, end, layout.start(slot + 1), layout, slot);
      }
    }
    return first;
  }

  private Optional<Difference> check(Pattern expected, int from, int to, Layout layout, int slot) {
    int position = expected.firstDifference(bytes, from, to);
    if (position < 0) {
      return Optional.empty();
    }
    int offset = position - layout.start(slot);
    return Optional.of(new Difference(slot, offset, expected.at(position), bytes.get(position)));
  }
}
