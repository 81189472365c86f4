package io.crossmem.internal.collective;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The small parts of a node's ranks, one after another, as they travel between nodes. Large parts
 * do not: they go directly between the root and their rank. Where only the root and each rank
 * itself know lengths, these are sent in a message.
 */
final class PackedParts {
  private final CollectiveContext all;
  private final long[] starts; // by slot
  private final long[] lengths; // by slot; 0 for a large part
  private final ByteBuffer words;
  private final Payload told;
  private int count;
  private long total;

  PackedParts(NodeLevels levels) {
    all = levels.all;
    int most = 0;
    for (int i = 0; i < levels.nodes.count(); i++) {
      most = Math.max(most, levels.nodes.members(i).length);
    }
    starts = new long[most];
    lengths = new long[most];
    words = OffHeap.allocate(most * Long.BYTES).order(ByteOrder.nativeOrder());
    told = new BufferPayload(ElementType.LONG).view(words);
  }

  void clear() {
    count = 0;
    total = 0;
  }

  /** Adds the part of the next rank. A length from a failed rank may be any. */
  void add(long bytes) {
    starts[count] = total;
    lengths[count] = bytes >= 0 && !isLarge(bytes) ? bytes : 0;
    total += lengths[count++];
  }

  boolean isLarge(long bytes) {
    return bytes > all.small;
  }

  long start(int slot) {
    return starts[slot];
  }

  long length(int slot) {
    return lengths[slot];
  }

  long total() {
    return total;
  }

  /** Memory for all that were added. */
  Payload memory() {
    return all.local.packed(total);
  }

  /** Memory for the lengths of a node's parts, by slot. */
  Payload told() {
    return told;
  }

  void tell(int slot, long bytes) {
    words.putLong(slot * Long.BYTES, bytes);
  }

  long told(int slot) {
    return words.getLong(slot * Long.BYTES);
  }

  /**
   * Whether the parts of some ranks are small, and one after another in the root's data as well.
   */
  boolean isContiguous(Blocks parts, int... ranks) {
    long next = parts.start(ranks[0]);
    for (int rank : ranks) {
      if (parts.start(rank) != next || isLarge(parts.length(rank))) {
        return false;
      }
      next += parts.length(rank);
    }
    return true;
  }
}
