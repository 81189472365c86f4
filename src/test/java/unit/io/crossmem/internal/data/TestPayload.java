package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;

/**
 * Memory that counts its uses, notes accesses outside of a use, and fails where a test wants it to.
 */
public final class TestPayload extends Payload {
  /** The calls that may fail. */
  public enum Call {
    RETAIN,
    ADDRESS,
    COPY_OUT,
    COPY_IN
  }

  /** Asked at each call. */
  public interface Faults {
    /** Throws if the call is to fail. */
    void at(Call call);
  }

  /** Called with the target of each copy of these bytes. */
  public interface Watcher {
    void wrote(TypedView to, int at, int bytes);
  }

  private static final Faults NONE = call -> {};

  private final ByteBuffer memory;
  private final long base;
  private final int start;
  private final int length;
  private final boolean hasAddress;
  private HugePageMemory shared; // null if it is in none
  private Watcher watcher = (to, at, bytes) -> {};
  private Object owner = this;
  private Faults faults = NONE;
  private int users;
  private String misuse;
  private boolean failed;
  private long placed; // bytes
  private int lastWord; // the first four bytes of the first copy into it

  /**
   * A part of direct memory.
   *
   * @param hasAddress whether the kernel could copy it
   */
  public TestPayload(
      ElementType type, ByteBuffer memory, int start, int length, boolean hasAddress) {
    super(type);
    this.memory = memory;
    this.base = Syscalls.directAddress(memory);
    this.start = start;
    this.length = length;
    this.hasAddress = hasAddress;
  }

  /** Memory of its own, each byte its index. */
  public static TestPayload counting(int length, boolean hasAddress) {
    TestPayload payload = zeros(length, hasAddress);
    for (int i = 0; i < length; i++) {
      payload.memory.put(i, (byte) i);
    }
    return payload;
  }

  /** Memory of its own. */
  public static TestPayload zeros(int length, boolean hasAddress) {
    return new TestPayload(ElementType.BYTE, OffHeap.allocate(length), 0, length, hasAddress);
  }

  /** The same, in use by its creator. */
  public static TestPayload zerosInUse(int length) {
    TestPayload payload = zeros(length, true);
    payload.users = 1;
    return payload;
  }

  public TestPayload withFaults(Faults next) {
    faults = next;
    return this;
  }

  /** All of it is in memory that others can map. */
  public TestPayload in(HugePageMemory memoryOfAll) {
    shared = memoryOfAll;
    return this;
  }

  public TestPayload watchedBy(Watcher next) {
    watcher = next;
    return this;
  }

  /** The object that is retained instead by code that retains memory forever. */
  public TestPayload ownedBy(Object other) {
    owner = other;
    return this;
  }

  /** How often it is in use. */
  public int users() {
    return users;
  }

  /** The first wrong use; null if there was none. */
  public String misuse() {
    return misuse;
  }

  /** Whether any call has failed as it was wished. */
  public boolean hasFailed() {
    return failed;
  }

  public int lastWord() {
    return lastWord;
  }

  public byte get(int index) {
    return memory.get(start + index);
  }

  /** Whether it holds so many bytes as {@link #counting} makes them. */
  public boolean isCounting(int bytes) {
    for (int i = 0; i < bytes; i++) {
      if (get(i) != (byte) i) {
        return false;
      }
    }
    return true;
  }

  /** Whether an address range lies in it. */
  public boolean contains(long address, long bytes) {
    return address >= base + start && address + bytes <= base + start + length;
  }

  private void call(Call call) {
    try {
      faults.at(call);
    } catch (Throwable e) {
      failed = true;
      throw e;
    }
  }

  /** Notes an error; an exception here would be treated as a fault of the memory. */
  public void requireInUse(String what) {
    if (users <= 0 && misuse == null) {
      misuse = what + " outside of any use";
    }
  }

  @Override
  public long bytes() {
    return length;
  }

  @Override
  public void copyOut(long offset, TypedView to, int at, int bytes) {
    requireInUse("copyOut");
    call(Call.COPY_OUT);
    to.bytes.put(at, memory, start + (int) offset, bytes);
    watcher.wrote(to, at, bytes);
  }

  @Override
  public void copyIn(long offset, TypedView from, int at, int bytes) {
    requireInUse("copyIn");
    if (offset == 0 && bytes >= Integer.BYTES) {
      lastWord = from.bytes.getInt(at);
    }
    call(Call.COPY_IN);
    memory.put(start + (int) offset, from.bytes, at, bytes);
    place(bytes);
  }

  /** Notes that so many bytes were copied in. */
  public void place(long bytes) {
    placed += bytes;
  }

  /** How many bytes were put here in all. */
  public long placed() {
    return placed;
  }

  @Override
  public long address() {
    call(Call.ADDRESS);
    return hasAddress ? base + start : 0;
  }

  @Override
  public long plainAddress() {
    return hasAddress ? base + start : 0;
  }

  @Override
  public HugePageMemory shared() {
    return hasAddress ? shared : null;
  }

  @Override
  public Object owner() {
    return owner;
  }

  @Override
  public void retain() {
    call(Call.RETAIN);
    users++;
  }

  @Override
  public void release() {
    users--;
    if (users < 0 && misuse == null) {
      misuse = "released more often than retained";
    }
  }
}
