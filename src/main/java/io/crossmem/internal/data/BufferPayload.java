package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.AnonymousMemory;
import io.crossmem.internal.sys.BufferLifetime;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The bytes that were remaining in a buffer when this was made.
 *
 * <p>This class copies in one of two ways. The JDK's copies detect a closed arena and a truncated
 * file. Native copies are faster between processes, but may only access memory to which neither can
 * happen.
 *
 * <p>The memory of a confined arena belongs to one thread, but another thread may copy its message.
 * Then the kernel copies, since the JDK would throw. The owner is inside a call until the message
 * is complete, so it cannot close the arena meanwhile.
 */
public final class BufferPayload extends Payload {
  private final boolean hidesFile; // the buffer does not show whether it maps a file
  private ByteBuffer buffer; // the user may change its position and limit
  private ByteBuffer origin; // the user's buffer, which identifies the memory
  private int start;
  private int length;
  private BufferLifetime lifetime; // null until looked up; known once an operation has started
  private Thread owner; // of a confined arena; null until known
  private boolean isPlain; // native code may access it; also false while that is not known

  public BufferPayload(ElementType type) {
    this(type, false);
  }

  /** {@code hidesFile}: the buffer may map a file without showing it. */
  BufferPayload(ElementType type, boolean hidesFile) {
    super(type);
    this.hidesFile = hidesFile;
  }

  /**
   * Sets the buffer of this payload. This is not in the constructor, so that payloads can be
   * reused.
   */
  public BufferPayload view(ByteBuffer next) {
    buffer = next;
    origin = next;
    start = next.position();
    length = next.remaining();
    lifetime = null;
    owner = null;
    isPlain = false;
    return this;
  }

  /** The same with a duplicate of the buffer, whose limit the user cannot change. */
  public BufferPayload viewOwn(ByteBuffer next) {
    view(next);
    buffer = next.duplicate().order(ByteOrder.nativeOrder()); // as in all views
    buffer.clear();
    return this;
  }

  /** The same for any bytes of the buffer. */
  public BufferPayload viewOwn(ByteBuffer next, int offset, int bytes) {
    viewOwn(next);
    start = offset;
    length = bytes;
    return this;
  }

  public void forget() {
    buffer = null;
    origin = null;
    owner = null;
  }

  @Override
  public long bytes() {
    return length;
  }

  @Override
  public void copyOut(long offset, TypedView to, int at, int bytes) {
    if (to.isLong(bytes) && isPlain()) {
      to.fill(at, plainAddress(offset, bytes), bytes, buffer);
    } else if (!isForKernel()
        || !MappedFile.copyOut(buffer, place(offset, bytes), to.bytes, at, bytes)) {
      copy(to.bytes, at, buffer, start + (int) offset, bytes);
    }
  }

  @Override
  public void copyIn(long offset, TypedView from, int at, int bytes) {
    if (from.isLong(bytes) && isPlain()) {
      from.drain(at, plainAddress(offset, bytes), bytes, buffer);
    } else if (!isForKernel()
        || !MappedFile.copyIn(buffer, place(offset, bytes), from.bytes, at, bytes)) {
      copy(buffer, start + (int) offset, from.bytes, at, bytes);
    }
  }

  /** Whether native code may access the memory. */
  private boolean isPlain() {
    if (!isPlain) {
      isPlain =
          buffer.isDirect()
              && lifetime() == BufferLifetime.REACHABILITY
              && AnonymousMemory.contains(origin);
    }
    return isPlain;
  }

  private BufferLifetime lifetime() {
    BufferLifetime known = lifetime;
    return known == null ? findLifetime() : known;
  }

  /** Throws if the arena is closed or belongs to another thread. */
  private BufferLifetime findLifetime() {
    BufferLifetime found = BufferLifetime.of(origin);
    if (found == BufferLifetime.CONFINED_ARENA) {
      owner = Thread.currentThread();
    }
    lifetime = found;
    return found;
  }

  /** The address of bytes, which must be inside this payload. */
  private long plainAddress(long offset, int bytes) {
    return Syscalls.directAddress(buffer) + place(offset, bytes);
  }

  /** The index in the buffer of bytes, which must be inside this payload. */
  private int place(long offset, int bytes) {
    return start + (int) Objects.checkFromIndexSize(offset, bytes, (long) length);
  }

  /**
   * Whether the kernel should copy: the memory cannot be freed, but the JDK cannot copy it well.
   */
  private boolean isForKernel() {
    if (lifetime == BufferLifetime.CONFINED_ARENA) {
      return owner != Thread.currentThread();
    }
    return (hidesFile ? !isPlain() : MappedFile.isBehind(buffer))
        && lifetime() == BufferLifetime.REACHABILITY;
  }

  /** Copies single words directly, since starting a bulk copy costs more. */
  private static void copy(ByteBuffer to, int toIndex, ByteBuffer from, int fromIndex, int bytes) {
    if (bytes == Long.BYTES && to.order() == from.order()) {
      to.putLong(toIndex, from.getLong(fromIndex));
    } else {
      to.put(toIndex, from, fromIndex, bytes);
    }
  }

  @Override
  public Object owner() {
    return origin;
  }

  @Override
  public long address() {
    return buffer.isDirect() && lifetime() != BufferLifetime.SHARED_ARENA
        ? Syscalls.directAddress(buffer) + start
        : 0;
  }

  @Override
  public long plainAddress() {
    return isPlain() ? Syscalls.directAddress(buffer) + start : 0;
  }

  /** A confined arena may be closed after the call of its thread has returned. */
  @Override
  public boolean staysMapped() {
    return lifetime() == BufferLifetime.REACHABILITY;
  }

  @Override
  public boolean isReadOnly() {
    return buffer.isReadOnly();
  }

  @Override
  public void retain() {
    if (buffer.isDirect() && lifetime != BufferLifetime.REACHABILITY) {
      findLifetime();
    }
  }

  /** Like {@link #requireShareable()}, for a buffer without a payload. */
  public static void requireShareable(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      requireShareable(BufferLifetime.of(buffer));
    }
  }

  @Override
  public void requireShareable() {
    if (buffer.isDirect()) {
      requireShareable(lifetime());
    }
  }

  private static void requireShareable(BufferLifetime lifetime) {
    if (lifetime == BufferLifetime.CONFINED_ARENA) {
      throw new IllegalArgumentException(
          "a buffer of a confined arena cannot be used by a request, which continues after the"
              + " call: use Arena.ofShared() or Arena.ofAuto()");
    }
  }
}
