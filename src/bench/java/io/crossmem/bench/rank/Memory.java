package io.crossmem.bench.rank;

import io.crossmem.Iovec;
import io.crossmem.message.MessageBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The send or receive memory of a rank: consecutive messages, each in a slot. It is kept while
 * tasks need the same, so that page faults are not timed.
 */
public final class Memory implements AutoCloseable {
  private final MessageBuffer huge; // null if it is of another kind
  private ByteBuffer bytes;
  private final boolean heap;
  private final Slots slots;

  private Memory(MessageBuffer huge, ByteBuffer bytes, Slots slots) {
    this.huge = huge;
    this.bytes = bytes.order(ByteOrder.nativeOrder());
    this.heap = !bytes.isDirect();
    this.slots = slots;
  }

  /** The layout of messages: {@code count} of them, {@code stride} bytes apart. */
  private record Slots(int bytes, int blocks, int stride, int count) {}

  static Memory of(Task task) {
    return of(task, task.slots());
  }

  /** With room for {@code count} messages. */
  static Memory of(Task task, int count) {
    Slots slots = new Slots(task.bytes(), task.blocks(), task.slotStride(), count);
    int total = Math.multiplyExact(count, task.slotStride());
    return switch (task.memory()) {
      case "plain" -> new Memory(null, ByteBuffer.allocateDirect(total), slots);
      case "huge" -> onHugePages(MessageBuffer.allocate(Math.max(1, total)), slots);
      case "heap" -> new Memory(null, ByteBuffer.allocate(total), slots);
      default -> throw new IllegalArgumentException("no such memory: " + task.memory());
    };
  }

  private static Memory onHugePages(MessageBuffer memory, Slots slots) {
    return new Memory(memory, memory.buffer(), slots);
  }

  /** All of it, in native byte order. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Its address, 0 on the heap. */
  public long address() {
    return heap ? 0 : Iovec.of(bytes.duplicate().clear()).address();
  }

  /** The buffer on huge pages; null if it is on other pages. */
  public MessageBuffer huge() {
    return huge;
  }

  public int slots() {
    return slots.count;
  }

  /** Offset of a slot. */
  public int offset(int slot) {
    return slot * slots.stride;
  }

  /** A buffer with exactly the bytes of one message, which must be one block. */
  public ByteBuffer slot(int slot) {
    if (slots.blocks != 1) {
      throw new IllegalStateException(
          "a message of " + slots.blocks + " blocks is not a single buffer");
    }
    return bytes.slice(offset(slot), slots.bytes).order(ByteOrder.nativeOrder());
  }

  /** Offset of word {@code k} of the message in a slot. */
  int wordOffset(int slot, int k) {
    int inMessage = k * Long.BYTES;
    if (slots.blocks == 1) {
      return offset(slot) + inMessage;
    }
    int block = slots.bytes / slots.blocks;
    return offset(slot) + inMessage + inMessage / block * block;
  }

  /** Frees the memory immediately: the ranks of other systems need memory too. */
  @Override
  public void close() {
    if (huge != null) {
      huge.close();
    } else if (!heap) {
      bytes = null;
      System.gc(); // nothing else frees a direct buffer
    }
  }
}
