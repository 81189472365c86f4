package io.crossmem.bench.rank;

import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The receiver reads into a buffer, direct or on the heap; the sender does nothing. */
final class BufferCopy extends SingleCopy {
  BufferCopy(Control control) {
    super(control);
  }

  @Override
  Channel receiver(Task task, Memory in, ProcessMemory sender, long out) {
    ByteBuffer[] slots = new ByteBuffer[in.slots()];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = in.slot(slot);
    }
    return new Receiver() {
      @Override
      public void receive(int slot) throws IOException {
        sender.readFully(out + in.offset(slot), slots[slot].clear());
      }
    };
  }
}
