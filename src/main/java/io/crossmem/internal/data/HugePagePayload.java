package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A part of huge page memory; in pieces, since a ByteBuffer is limited to 2 GiB. */
public final class HugePagePayload extends Payload {
  private static final int PIECE_SHIFT = 30; // a multiple of every part, so that no part is split
  private static final int PIECE_MASK = (1 << PIECE_SHIFT) - 1;

  private final HugePageMemory owner;
  private final long offset;
  private final long bytes;
  private final ByteBuffer[] pieces;

  public HugePagePayload(HugePageMemory owner, long offset, long bytes, ElementType type) {
    super(type);
    this.owner = owner;
    this.offset = offset;
    this.bytes = bytes;
    // At least one, also for 0 bytes.
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
  public void copyOut(long from, TypedView to, int at, int count) {
    if (to.isLong(count)) {
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
  public void copyIn(long to, TypedView from, int at, int count) {
    if (from.isLong(count)) {
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

  /** The address of bytes, which must be inside this payload. */
  private long address(long position, int count) {
    return address() + Objects.checkFromIndexSize(position, count, bytes);
  }

  private ByteBuffer piece(long position) {
    return pieces[(int) (position >>> PIECE_SHIFT)];
  }

  @Override
  public long address() {
    return owner.address() + offset;
  }

  @Override
  public HugePageMemory shared() {
    return owner.file() == null ? null : owner;
  }

  @Override
  public boolean onHugePages() {
    return owner.onHugePagesInUse();
  }

  @Override
  public void retain() {
    owner.retain();
  }

  @Override
  public void retainAgain() {
    owner.retainAgain();
  }

  @Override
  public void release() {
    owner.release();
  }

  /** Never the memory of a file that can be truncated. */
  @Override
  public long plainAddress() {
    return address();
  }
}
