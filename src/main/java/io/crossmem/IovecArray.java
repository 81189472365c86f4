package io.crossmem;

import io.crossmem.internal.sys.BufferLifetime;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Spans that are packed once for the kernel, so that repeated transfers need no packing and make no
 * garbage.
 *
 * <p>Each entry is two 64-bit words in native byte order. The entries are outside the Java heap,
 * and are freed with this object:
 *
 * <pre>
 *   0        8        16
 *   | address | length |      length in bytes
 * </pre>
 *
 * <p>Immutable and safe for use by several threads. An array made from buffers keeps their memory
 * reachable. An array made from {@link Iovec}s does not: the caller must keep that memory.
 *
 * <p>If a buffer is over the memory of an {@code Arena} that can be closed, the array can only be
 * the local side of a transfer without {@code flags}. Such a transfer is as slow as one with the
 * buffers themselves, and throws {@link IllegalStateException} once the arena is closed.
 */
public final class IovecArray implements Spans {
  private final ByteBuffer entries;
  private final int size;
  private final long byteCount;
  private final boolean readOnly;

  /** They keep the memory alive, except that of arenas; null if made from spans. */
  private final ByteBuffer[] owners;

  private final boolean closable;

  /** Address of the packed entries; valid while this object is reachable. */
  final long entriesAddress;

  /**
   * Whether one call can take all of it: no empty entry, no more entries than the kernel takes, and
   * no memory that can be freed during the call.
   */
  final boolean fitsOneCall;

  private IovecArray(Iovec[] spans, ByteBuffer[] owners, boolean readOnly, boolean closable) {
    NativeLibrary.ensureLoaded();
    this.entries = OffHeap.allocate(Math.multiplyExact(spans.length, Syscalls.ENTRY_BYTES));
    this.entriesAddress = Syscalls.directAddress(entries);
    this.size = spans.length;
    this.owners = owners;
    this.readOnly = readOnly;
    this.closable = closable;
    long bytes = 0;
    boolean empty = false;
    for (Iovec span : spans) {
      entries.putLong(span.address()).putLong(span.length());
      bytes = saturatedSum(bytes, span.length());
      empty |= span.length() == 0;
    }
    this.byteCount = bytes;
    this.fitsOneCall = !empty && !closable && size <= Syscalls.IOV_MAX;
  }

  /**
   * The spans from each direct buffer's current position to its limit. Later changes of position
   * and limit have no effect, and transfers do not change positions.
   *
   * @param direct the buffers, which are not changed
   * @return the spans, packed
   * @throws NullPointerException if {@code direct} or one of its elements is null
   * @throws IllegalArgumentException if an element is not a direct buffer
   * @throws IllegalStateException if an element views memory of a closed arena
   * @throws UnsupportedOperationException where {@link ProcessMemory#isSupported()} is false
   */
  public static IovecArray of(ByteBuffer... direct) {
    ByteBuffer[] owners = new ByteBuffer[Objects.requireNonNull(direct, "direct").length];
    Iovec[] spans = new Iovec[owners.length];
    boolean readOnly = false;
    boolean closable = false;
    for (int i = 0; i < owners.length; i++) {
      String name = "direct[" + i + "]";
      // A duplicate, since the caller may change the position of the original.
      ByteBuffer owner = Objects.requireNonNull(direct[i], name).duplicate();
      owners[i] = owner;
      spans[i] = new Iovec(OffHeap.addressOfRemaining(owner, name), owner.remaining());
      readOnly |= owner.isReadOnly();
      closable |= BufferLifetime.of(owner) != BufferLifetime.REACHABILITY;
    }
    return new IovecArray(spans, owners, readOnly, closable);
  }

  /**
   * Spans by address. If they are the local side of a transfer, the caller is responsible for them:
   * reading into memory that does not belong to the caller can corrupt or crash this JVM.
   *
   * @param spans in this process or in another
   * @return the spans, packed
   * @throws NullPointerException if {@code spans} or one of its elements is null
   * @throws UnsupportedOperationException where {@link ProcessMemory#isSupported()} is false
   */
  public static IovecArray of(Iovec... spans) {
    Arguments.requireNoneNull(spans, "spans");
    return new IovecArray(spans, null, false, false);
  }

  /** {@return the number of spans} */
  @Override
  public int size() {
    return size;
  }

  /** {@return the address of the first byte of a span; unsigned} */
  @Override
  public long address(int index) {
    return entries.getLong(Objects.checkIndex(index, size) * Syscalls.ENTRY_BYTES);
  }

  /** {@return the length of a span in bytes} */
  @Override
  public long length(int index) {
    return entries.getLong(Objects.checkIndex(index, size) * Syscalls.ENTRY_BYTES + Long.BYTES);
  }

  /**
   * {@return the bytes of all spans together; {@link Long#MAX_VALUE} if the sum is larger than
   * that}
   */
  public long byteCount() {
    return byteCount;
  }

  /** Whether one of its buffers is read-only, so that nothing may be read into it. */
  boolean isReadOnly() {
    return readOnly;
  }

  /** Whether some of the memory belongs to an arena that can be closed. */
  boolean isClosable() {
    return closable;
  }

  /** New buffers over the same spans; used instead of the addresses if {@link #isClosable}. */
  ByteBuffer[] buffers() {
    ByteBuffer[] buffers = owners.clone();
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = owners[i].duplicate();
    }
    return buffers;
  }

  @Override
  public String toString() {
    return "IovecArray[" + size + " spans, " + byteCount + " bytes]";
  }

  private static long saturatedSum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
