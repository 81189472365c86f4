package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;

/** Blocks of another payload. */
public final class StridedPayload extends Payload implements BlockAddresses {
  /**
   * Smallest mean block size, in bytes, to use iovec entries: an entry costs the kernel as much as
   * copying about 350 bytes (35 ns, Linux 6.18). Smaller blocks are faster through the ring.
   */
  private static final int LEAST_FOR_KERNEL = 1 << 10;

  private final Payload base;
  private final BlockLayout layout;
  private final int size;

  public StridedPayload(Payload base, BlockLayout layout) {
    super(base.type());
    if (base instanceof StridedPayload) {
      throw new IllegalArgumentException("this Data already has a layout");
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
    long plain = base.plainAddress();
    int block = layout.blockOf(offset / size);
    for (int done = 0; done < bytes; ) {
      long from = place(block, offset + done);
      int length = length(block, offset + done, bytes - done);
      int alike = plain == 0 ? 1 : wholeBlocks(block, length, bytes - done);
      if (alike > 1) {
        to.fillBlocks(at + done, plain + from, stride(block), length, alike, base.owner());
      } else {
        base.copyOut(from, to, at + done, length);
      }
      done += alike * length;
      block += alike;
    }
  }

  @Override
  public void copyIn(long offset, TypedView from, int at, int bytes) {
    long plain = base.plainAddress();
    int block = layout.blockOf(offset / size);
    for (int done = 0; done < bytes; ) {
      long to = place(block, offset + done);
      int length = length(block, offset + done, bytes - done);
      int alike = plain == 0 ? 1 : wholeBlocks(block, length, bytes - done);
      if (alike > 1) {
        from.drainBlocks(at + done, plain + to, stride(block), length, alike, base.owner());
      } else {
        base.copyIn(to, from, at + done, length);
      }
      done += alike * length;
      block += alike;
    }
  }

  /** How many bytes of a part of the message are in one block. */
  private int length(int block, long offset, int bytes) {
    return (int) Math.min(bytes, end(block) - offset);
  }

  /**
   * How many blocks, starting at this one, native code can copy in one loop; 1 if this block is
   * only partly in the range.
   *
   * @param length number of bytes of this block that are to be copied
   * @param bytes number of bytes to copy in all blocks, from here on
   */
  private int wholeBlocks(int block, int length, int bytes) {
    return length > 0 && length == layout.length(block) * size
        ? layout.alike(block, bytes / length)
        : 1;
  }

  private long stride(int block) {
    return layout.stride(block) * size;
  }

  @Override
  public int blockAt(long offset) {
    return layout.blockOf(offset / size);
  }

  @Override
  public long end(int block) {
    return layout.start(block + 1) * size;
  }

  /** Offset in the base payload of a byte of the message that is in this block. */
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
    boolean worthEntries = layout.blocks() > 1 && bytes() / layout.blocks() >= LEAST_FOR_KERNEL;
    return worthEntries && base.address() != 0 ? this : null;
  }

  @Override
  public HugePageMemory shared() {
    return base.shared();
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
