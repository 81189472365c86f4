package io.crossmem;

import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;

/** The iovec entries of one system call, on one side: as many as the kernel takes. */
final class Window {
  private final ByteBuffer entries = OffHeap.allocate(Syscalls.IOV_MAX * Syscalls.ENTRY_BYTES);

  /** Address of the packed entries. */
  final long address = Syscalls.directAddress(entries);

  int size() {
    return entries.position() / Syscalls.ENTRY_BYTES;
  }

  boolean isFull() {
    return !entries.hasRemaining();
  }

  void clear() {
    entries.clear();
  }

  void add(long address, long length) {
    entries.putLong(address).putLong(length);
  }
}
