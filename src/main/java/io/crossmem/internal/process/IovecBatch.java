package io.crossmem.internal.process;

import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;

/**
 * The iovec entries of one system call, on one side: as many as the kernel takes. They lie outside
 * the heap, as {@link Syscalls} draws them, and are freed with this object.
 */
public final class IovecBatch {
  private final ByteBuffer entries = OffHeap.allocate(Syscalls.IOV_MAX * Syscalls.ENTRY_BYTES);
  private final long address = OffHeap.addressOfRemaining(entries, "entries");

  /** Forgets all entries. */
  public void clear() {
    entries.clear();
  }

  /** Adds an entry; it must not be full. */
  public void add(long address, long length) {
    entries.putLong(address).putLong(length);
  }

  /** How many entries were added. */
  public int size() {
    return entries.position() / Syscalls.ENTRY_BYTES;
  }

  /** Whether the kernel takes no more in one call. */
  public boolean isFull() {
    return !entries.hasRemaining();
  }

  /** Where the entries lie; valid while this object is reachable. */
  public long address() {
    return address;
  }
}
