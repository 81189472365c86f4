package io.crossmem.bench.rank;

import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The receiver reads one half, while the sender writes the other. */
final class SplitCopy extends SingleCopy {
  SplitCopy(Control control) {
    super(control);
  }

  @Override
  Channel receiver(Task task, Memory in, ProcessMemory sender, long out) {
    ByteBuffer[] halves = halves(task, in, 0);
    return new Receiver() {
      private long messages;

      @Override
      public void receive(int slot) throws IOException {
        sender.readFully(out + in.offset(slot), halves[slot].clear());
        control.awaitSender(++messages);
      }
    };
  }

  @Override
  Channel sender(Task task, Memory out, ProcessMemory receiver, long in) {
    int half = task.bytes() / 2;
    ByteBuffer[] halves = halves(task, out, half);
    return new Channel() {
      private long messages;

      @Override
      public void send(int slot) throws IOException {
        receiver.writeFully(in + out.offset(slot) + half, halves[slot].clear());
        control.setSender(++messages);
      }

      @Override
      public void receive(int slot) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private static ByteBuffer[] halves(Task task, Memory memory, int from) {
    ByteBuffer[] halves = new ByteBuffer[memory.slots()];
    for (int slot = 0; slot < halves.length; slot++) {
      halves[slot] = memory.slot(slot).slice(from, task.bytes() / 2);
    }
    return halves;
  }
}
