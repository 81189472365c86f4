package io.crossmem.demo;

import io.crossmem.Iovec;
import io.crossmem.IovecArray;
import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The taker reads and writes the owner's memory; the owner does nothing. */
final class SingleCopy {
  private static final int LOCAL_PART = 2;
  private static final int REMOTE_PART = 3; // divided differently from the local side

  private final ProcessMemory owner;
  private final long remote;
  private final Region local;

  /** Between the region at {@code remote} in the owner and the taker's own. */
  SingleCopy(ProcessMemory owner, long remote, Region local) {
    this.owner = owner;
    this.remote = remote;
    this.local = local;
  }

  Transfer read(Layout layout) {
    ByteBuffer[] slots = slots(layout);
    return slot -> owner.readFully(remote + layout.start(slot), slots[slot].clear());
  }

  Transfer write(Layout layout) {
    ByteBuffer[] slots = slots(layout);
    return slot -> owner.writeFully(remote + layout.start(slot), slots[slot].clear());
  }

  Transfer readVectored(Layout layout) {
    IovecArray[] ours = localVectors(layout);
    IovecArray[] theirs = remoteVectors(layout);
    return slot -> requireAll(owner.read(ours[slot], theirs[slot]), layout.size());
  }

  Transfer writeVectored(Layout layout) {
    IovecArray[] ours = localVectors(layout);
    IovecArray[] theirs = remoteVectors(layout);
    return slot -> requireAll(owner.write(ours[slot], theirs[slot]), layout.size());
  }

  /** How many spans a vectored transfer has on each side. */
  static int spans(Layout layout) {
    return Cut.of(layout.size(), LOCAL_PART).size();
  }

  private ByteBuffer[] slots(Layout layout) {
    ByteBuffer[] slots = new ByteBuffer[layout.slots()];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = local.slice(layout.start(slot), layout.size());
    }
    return slots;
  }

  private IovecArray[] localVectors(Layout layout) {
    IovecArray[] vectors = new IovecArray[layout.slots()];
    for (int slot = 0; slot < vectors.length; slot++) {
      int start = layout.start(slot);
      vectors[slot] =
          IovecArray.of(
              Cut.of(layout.size(), LOCAL_PART).stream()
                  .map(cut -> local.slice(start + cut.offset(), cut.length()))
                  .toArray(ByteBuffer[]::new));
    }
    return vectors;
  }

  private IovecArray[] remoteVectors(Layout layout) {
    IovecArray[] vectors = new IovecArray[layout.slots()];
    for (int slot = 0; slot < vectors.length; slot++) {
      long start = remote + layout.start(slot);
      vectors[slot] =
          IovecArray.of(
              Cut.of(layout.size(), REMOTE_PART).stream()
                  .map(cut -> new Iovec(start + cut.offset(), cut.length()))
                  .toArray(Iovec[]::new));
    }
    return vectors;
  }

  private static void requireAll(long moved, int size) throws IOException {
    if (moved != size) {
      throw new IOException("only " + moved + " of " + size + " bytes were copied");
    }
  }
}
