package io.crossmem.demo;

import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageBuffer;
import java.nio.ByteBuffer;

/** Memory that messages are sent from and received into. */
final class Memory {
  /** The kind of memory; a socket's is direct. */
  enum Kind {
    DIRECT("direct"),
    MESSAGE_BUFFER("MessageBuffer"),
    SOCKET("Unix socket");

    final String words;

    Kind(String words) {
      this.words = words;
    }

    Memory allocate(int bytes) {
      if (this != MESSAGE_BUFFER) {
        int room = bytes + Layout.PAGE;
        ByteBuffer buffer = ByteBuffer.allocateDirect(room).alignedSlice(Layout.PAGE);
        return new Memory(new Region(buffer), (at, size) -> Data.of(buffer.slice(at, size)));
      }
      MessageBuffer buffer = MessageBuffer.allocate(bytes);
      return new Memory(
          new Region(buffer.buffer()), (at, size) -> Data.of(buffer, at, size, DataType.BYTE));
    }
  }

  @FunctionalInterface
  private interface Part {
    Data of(int position, int length);
  }

  private final Region region;
  private final Part part;

  private Memory(Region region, Part part) {
    this.region = region;
    this.part = part;
  }

  /** To be filled and checked. */
  Region region() {
    return region;
  }

  /** The same as {@link #slots}, for code without {@link Data}. */
  ByteBuffer[] buffers(Layout layout) {
    ByteBuffer[] buffers = new ByteBuffer[layout.slots()];
    for (int slot = 0; slot < buffers.length; slot++) {
      buffers[slot] = region.slice(layout.start(slot), layout.size());
    }
    return buffers;
  }

  /** To be sent from and received into. */
  Data[] slots(Layout layout) {
    Data[] slots = new Data[layout.slots()];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = part.of(layout.start(slot), layout.size());
    }
    return slots;
  }
}
