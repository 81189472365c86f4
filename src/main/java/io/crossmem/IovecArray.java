package io.crossmem;

import io.crossmem.internal.sys.BufferLifetime;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Spans packed for the kernel, once: what is transferred again and again costs no packing and no
 * garbage.
 *
 * <p>The entries lie outside the Java heap, two 64-bit words each in native byte order, and are
 * freed with this object:
 *
 * <pre>
 *   0        8        16
 *   | address | length |      length in bytes
 * </pre>
 *
 * <p>Immutable, so any number of threads may use one. An array made of buffers keeps those buffers,
 * and so their memory, reachable. One made of {@link Iovec}s knows nothing of who owns the memory.
 *
 * <p>Where a buffer views the memory of an {@code Arena} that can be closed, an array of it is good
 * only as the local side of a transfer without {@code flags}. That goes by way of the buffers then,
 * costs what it costs with those, and throws {@link IllegalStateException} once the arena is
 * closed.
 */
public final class IovecArray implements Spans {
  private final ByteBuffer entries;
  private final int size;
  private final long byteCount;
  private final boolean readOnly;

  /** The memory lives as long as they do, but for that of arenas; null if made of spans. */
  private final ByteBuffer[] owners;

  private final boolean closable;

  /** Address of the packed entries; valid while this object is reachable. */
  final long entriesAddress;

  /**
   * Whether one call takes all of it: no empty entry, no more entries than the kernel takes, and no
   * memory that can be freed during the call.
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
   * The spans from each direct buffer's position to its limit, as they are now: later changes of
   * position and limit do not matter, and transfers do not move positions.
   *
   * @param direct the buffers, which stay as they are
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
      // A duplicate, since the caller may move the position of his own buffer.
      ByteBuffer owner = Objects.requireNonNull(direct[i], name).duplicate();
      owners[i] = owner;
      spans[i] = new Iovec(OffHeap.addressOfRemaining(owner, name), owner.remaining());
      readOnly |= owner.isReadOnly();
      closable |= BufferLifetime.of(owner) != BufferLifetime.REACHABILITY;
    }
    return new IovecArray(spans, owners, readOnly, closable);
  }

  /**
   * Spans by address. As the local side of a transfer the caller vouches for them: reading into
   * memory that is not his to change can corrupt or end this JVM.
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

  /** How many spans. */
  @Override
  public int size() {
    return size;
  }

  /** The first byte of a span; unsigned. */
  @Override
  public long address(int index) {
    return entries.getLong(Objects.checkIndex(index, size) * Syscalls.ENTRY_BYTES);
  }

  /** The bytes of a span. */
  @Override
  public long length(int index) {
    return entries.getLong(Objects.checkIndex(index, size) * Syscalls.ENTRY_BYTES + Long.BYTES);
  }

  /** {@return the bytes of all spans; {@link Long#MAX_VALUE} where the sum is larger than that} */
  public long byteCount() {
    return byteCount;
  }

  /**
   * Whether one of the buffers it was made of is read-only, so that nothing may be read into it.
   */
  boolean isReadOnly() {
    return readOnly;
  }

  /** Whether some of the memory is that of an arena, which may be closed. */
  boolean isClosable() {
    return closable;
  }

  /** New buffers of the same spans, in the place of the spans where {@link #isClosable}. */
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
