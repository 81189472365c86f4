package io.crossmem.bench.rank;

import io.crossmem.Iovec;
import io.crossmem.message.MessageBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a rank sends from, or receives into: messages side by side, each in a slot. It is kept while
 * tasks ask for the same, so that no time goes into page faults.
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

  /** Where messages lie: {@code count} of them, the next one {@code stride} bytes on. */
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

  /** Where it begins, 0 on the heap. */
  public long address() {
    return heap ? 0 : Iovec.of(bytes.duplicate().clear()).address();
  }

  /** The huge pages that it lies on; null if it lies on others. */
  public MessageBuffer huge() {
    return huge;
  }

  public int slots() {
    return slots.count;
  }

  /** Where a slot begins. */
  public int offset(int slot) {
    return slot * slots.stride;
  }

  /** A buffer of just one message's bytes, which must be one block. */
  public ByteBuffer slot(int slot) {
    if (slots.blocks != 1) {
      throw new IllegalStateException("a message of " + slots.blocks + " blocks is no one buffer");
    }
    return bytes.slice(offset(slot), slots.bytes).order(ByteOrder.nativeOrder());
  }

  /** Where word {@code k} of the message in a slot lies. */
  int wordOffset(int slot, int k) {
    int inMessage = k * Long.BYTES;
    if (slots.blocks == 1) {
      return offset(slot) + inMessage;
    }
    int block = slots.bytes / slots.blocks;
    return offset(slot) + inMessage + inMessage / block * block;
  }

  /** Gives the memory back at once: other systems' ranks need some, too. */
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
