package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;

/** Blocks of another payload. */
public final class StridedPayload extends Payload implements BlockAddresses {
  private final Payload base;
  private final BlockLayout layout;
  private final int size;

  public StridedPayload(Payload base, BlockLayout layout) {
    super(base.type());
    if (base instanceof StridedPayload) {
      throw new IllegalArgumentException("it has a layout already");
    }
    layout.requireInside(base.count());
    this.base = base;
    this.layout = layout;
    this.size = base.type().bytes();
  }

  @Override
  public long bytes() {
    return layout.count() * size;
  }

  @Override
  public void copyOut(long offset, TypedView to, int at, int bytes) {
    int block = layout.blockOf(offset / size);
    for (int done = 0; done < bytes; block++) {
      int length = (int) Math.min(bytes - done, end(block) - offset - done);
      base.copyOut(place(block, offset + done), to, at + done, length);
      done += length;
    }
  }

  @Override
  public void copyIn(long offset, TypedView from, int at, int bytes) {
    int block = layout.blockOf(offset / size);
    for (int done = 0; done < bytes; block++) {
      int length = (int) Math.min(bytes - done, end(block) - offset - done);
      base.copyIn(place(block, offset + done), from, at + done, length);
      done += length;
    }
  }

  @Override
  public int blockAt(long offset) {
    return layout.blockOf(offset / size);
  }

  @Override
  public long end(int block) {
    return layout.start(block + 1) * size;
  }

  /** Where a byte of the message that is in this block lies in the base. */
  private long place(int block, long offset) {
    return layout.offset(block) * size + offset - layout.start(block) * size;
  }

  @Override
  public long addressOf(int block, long offset) {
    return base.address() + place(block, offset);
  }

  @Override
  public Object owner() {
    return base.owner();
  }

  @Override
  public long address() {
    return layout.blocks() == 1 && base.address() != 0 ? addressOf(0, 0) : 0;
  }

  @Override
  public BlockAddresses blocks() {
    return layout.blocks() > 1 && base.address() != 0 ? this : null;
  }

  @Override
  public boolean onHugePages() {
    return base.onHugePages();
  }

  @Override
  public boolean isReadOnly() {
    return base.isReadOnly();
  }

  @Override
  public void retain() {
    base.retain();
  }

  @Override
  public void retainAgain() {
    base.retainAgain();
  }

  @Override
  public void release() {
    base.release();
  }

  @Override
  public long plainAddress() {
    return layout.blocks() == 1 && base.plainAddress() != 0 ? base.plainAddress() + place(0, 0) : 0;
  }

  @Override
  public boolean staysMapped() {
    return base.staysMapped();
  }

  @Override
  public void requireShareable() {
    base.requireShareable();
  }
}
