package io.crossmem.message;

import java.nio.ByteBuffer;
import java.util.Objects;

/** A part of a message buffer; in pieces, since no ByteBuffer spans more than 2 GiB. */
final class MessageBufferData extends Data {
  private static final int PIECE_SHIFT = 30; // a multiple of every payload, so that none is cut
  private static final int PIECE_MASK = (1 << PIECE_SHIFT) - 1;

  private final MessageBuffer owner;
  private final long offset;
  private final long bytes;
  private final ByteBuffer[] pieces;

  MessageBufferData(MessageBuffer owner, long offset, long bytes, DataType type) {
    super(type);
    this.owner = owner;
    this.offset = offset;
    this.bytes = bytes;
    // At least one, if only to copy nothing from.
    pieces = new ByteBuffer[(int) Math.max(1, (bytes + PIECE_MASK) >>> PIECE_SHIFT)];
    for (int i = 0; i < pieces.length; i++) {
      long from = (long) i << PIECE_SHIFT;
      pieces[i] = owner.buffer(offset + from, (int) Math.min(1L << PIECE_SHIFT, bytes - from));
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  void copyOut(long from, Window to, int at, int count) {
    if (Window.isLong(count)) {
      to.fill(at, address(from, count), count, owner);
      return;
    }
    int index = (int) from & PIECE_MASK;
    int first = Math.min(count, (1 << PIECE_SHIFT) - index);
    to.bytes.put(at, piece(from), index, first);
    if (first < count) {
      to.bytes.put(at + first, piece(from + first), 0, count - first);
    }
  }

  @Override
  void copyIn(long to, Window from, int at, int count) {
    if (Window.isLong(count)) {
      from.drain(at, address(to, count), count, owner);
      return;
    }
    int index = (int) to & PIECE_MASK;
    int first = Math.min(count, (1 << PIECE_SHIFT) - index);
    piece(to).put(index, from.bytes, at, first);
    if (first < count) {
      piece(to + first).put(0, from.bytes, at + first, count - first);
    }
  }

  /** Of bytes that must be inside of this. */
  private long address(long position, int count) {
    return address() + Objects.checkFromIndexSize(position, count, bytes);
  }

  private ByteBuffer piece(long position) {
    return pieces[(int) (position >>> PIECE_SHIFT)];
  }

  @Override
  long address() {
    return owner.address() + offset;
  }

  @Override
  boolean onHugePages() {
    return owner.onHugePages();
  }

  /** It has to be kept from being given back meanwhile. */
  @Override
  boolean isQuick() {
    return false;
  }

  @Override
  void acquire() {
    owner.acquire();
  }

  @Override
  void release() {
    owner.release();
  }
}
