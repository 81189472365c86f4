package io.crossmem.message;

/** Blocks of another data. */
final class LaidOutData extends Data {
  private final Data base;
  private final Layout layout;
  private final int size;

  LaidOutData(Data base, Layout layout) {
    super(base.type());
    if (base instanceof LaidOutData) {
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
  void copyOut(long offset, Window to, int at, int bytes) {
    int block = layout.blockOf(offset / size);
    for (int done = 0; done < bytes; block++) {
      int length = (int) Math.min(bytes - done, end(block) - offset - done);
      base.copyOut(place(block, offset + done), to, at + done, length);
      done += length;
    }
  }

  @Override
  void copyIn(long offset, Window from, int at, int bytes) {
    int block = layout.blockOf(offset / size);
    for (int done = 0; done < bytes; block++) {
      int length = (int) Math.min(bytes - done, end(block) - offset - done);
      base.copyIn(place(block, offset + done), from, at + done, length);
      done += length;
    }
  }

  int blockCount() {
    return layout.blocks();
  }

  int blockAt(long offset) {
    return layout.blockOf(offset / size);
  }

  /** Where a block ends in the message, in bytes. */
  long end(int block) {
    return layout.start(block + 1) * size;
  }

  /** Where a byte of the message that is in this block lies in the base. */
  private long place(int block, long offset) {
    return layout.offset(block) * size + offset - layout.start(block) * size;
  }

  /** The address of a byte of the message that is in this block. */
  long addressOf(int block, long offset) {
    return base.address() + place(block, offset);
  }

  @Override
  Object memory() {
    return base.memory();
  }

  @Override
  long address() {
    return layout.blocks() == 1 && base.address() != 0 ? addressOf(0, 0) : 0;
  }

  @Override
  LaidOutData blocks() {
    return layout.blocks() > 1 && base.address() != 0 ? this : null;
  }

  @Override
  boolean onHugePages() {
    return base.onHugePages();
  }

  @Override
  boolean isReadOnly() {
    return base.isReadOnly();
  }

  @Override
  boolean isQuick() {
    return base.isQuick();
  }

  @Override
  void acquire() {
    base.acquire();
  }

  @Override
  void release() {
    base.release();
  }
}
