package io.crossmem.internal.process;

import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;

/**
 * The iovec entries of one system call, on one side: as many as the kernel accepts. They are
 * outside the heap, in the layout that {@link Syscalls} describes, and are freed with this object.
 */
public final class IovecBatch {
  private final ByteBuffer entries = OffHeap.allocate(Syscalls.IOV_MAX * Syscalls.ENTRY_BYTES);
  private final long address = OffHeap.addressOfRemaining(entries, "entries");

  /** Removes all entries. */
  public void clear() {
    entries.clear();
  }

  /** Adds an entry; the batch must not be full. */
  public void add(long address, long length) {
    entries.putLong(address).putLong(length);
  }

  /** Number of entries. */
  public int size() {
    return entries.position() / Syscalls.ENTRY_BYTES;
  }

  /** Whether the batch has the most entries that the kernel accepts in one call. */
  public boolean isFull() {
    return !entries.hasRemaining();
  }

  /** Address of the entries; valid while this object is reachable. */
  public long address() {
    return address;
  }
}
