package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.AnonymousMemory;
import io.crossmem.internal.sys.BufferLifetime;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The remaining bytes of a buffer, as they were when this was made.
 *
 * <p>A copy of this class's own reaches the memory in one of two ways. The JDK's copies notice an
 * arena that was closed and a file that was cut. Native copies are faster between processes, but
 * only memory that can do neither may be touched by them.
 */
public final class BufferPayload extends Payload {
  private final boolean hidesFile; // the buffer does not tell whether it maps a file
  private ByteBuffer buffer; // its position and limit may be the user's to change
  private ByteBuffer origin; // the user's buffer, by which its memory is known
  private int start;
  private int length;
  private BufferLifetime lifetime; // null until asked for
  private boolean isPlain; // native code may touch it; false also while that is not known

  public BufferPayload(ElementType type) {
    this(type, false);
  }

  /** {@code hidesFile}: a mapped file may be behind the buffer, and the buffer does not tell. */
  BufferPayload(ElementType type, boolean hidesFile) {
    super(type);
    this.hidesFile = hidesFile;
  }

  /**
   * What this views from now on; here and not in a constructor, so that a view can be used again.
   */
  public BufferPayload view(ByteBuffer next) {
    buffer = next;
    origin = next;
    start = next.position();
    length = next.remaining();
    lifetime = null;
    isPlain = false;
    return this;
  }

  /** The same by a buffer of its own, whose limit nobody moves. */
  public BufferPayload viewOwn(ByteBuffer next) {
    view(next);
    buffer = next.duplicate().order(ByteOrder.nativeOrder()); // as that of all views
    buffer.clear();
    return this;
  }

  public void forget() {
    buffer = null;
    origin = null;
  }

  @Override
  public long bytes() {
    return length;
  }

  @Override
  public void copyOut(long offset, TypedView to, int at, int bytes) {
    if (TypedView.isLong(bytes) && isPlain()) {
      to.fill(at, plainAddress(offset, bytes), bytes, buffer);
    } else if (!isFile()
        || !MappedFile.copyOut(buffer, place(offset, bytes), to.bytes, at, bytes)) {
      copy(to.bytes, at, buffer, start + (int) offset, bytes);
    }
  }

  @Override
  public void copyIn(long offset, TypedView from, int at, int bytes) {
    if (TypedView.isLong(bytes) && isPlain()) {
      from.drain(at, plainAddress(offset, bytes), bytes, buffer);
    } else if (!isFile()
        || !MappedFile.copyIn(buffer, place(offset, bytes), from.bytes, at, bytes)) {
      copy(buffer, start + (int) offset, from.bytes, at, bytes);
    }
  }

  /** Whether native code may touch it. */
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
    if (known == null) {
      known = BufferLifetime.of(origin);
      lifetime = known;
    }
    return known;
  }

  /** Of bytes that must be inside of what this views. */
  private long plainAddress(long offset, int bytes) {
    return Syscalls.directAddress(buffer) + place(offset, bytes);
  }

  /** The place in the buffer of bytes that must be inside of what this views. */
  private int place(long offset, int bytes) {
    return start + (int) Objects.checkFromIndexSize(offset, bytes, (long) length);
  }

  /** Whether it is a file's, or may be, and nobody can take it away while it can be reached. */
  private boolean isFile() {
    return (hidesFile ? !isPlain() : MappedFile.isBehind(buffer))
        && lifetime() == BufferLifetime.REACHABILITY;
  }

  /** A bulk copy costs more to start than a word to move. */
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

  /** A confined arena may be closed once the call of its thread is over. */
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
      lifetime = BufferLifetime.of(origin); // throws if it was closed since this was made
    }
  }

  /** As {@link #requireShareable()}, of a buffer that need not be viewed. */
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
          "a buffer of a confined arena cannot be used by a request, which goes on after the call:"
              + " use Arena.ofShared() or Arena.ofAuto()");
    }
  }
}
