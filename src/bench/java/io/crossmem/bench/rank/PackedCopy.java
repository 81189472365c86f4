package io.crossmem.bench.rank;

import io.crossmem.Iovec;
import io.crossmem.ProcessMemory;
import java.io.IOException;

/** The sender packs a message of many blocks, the receiver reads it as one and unpacks it. */
final class PackedCopy extends SingleCopy {
  PackedCopy(Control control) {
    super(control);
  }

  @Override
  Channel receiver(Task task, Memory in, ProcessMemory sender, long out) {
    Packing packing = new Packing(task, in);
    long packed = peerPacked(0);
    return new Receiver() {
      private long messages;

      @Override
      public void receive(int slot) throws IOException {
        control.awaitSender(++messages);
        sender.readFully(packed, packing.packed().clear());
        packing.unpack();
      }
    };
  }

  @Override
  Channel sender(Task task, Memory out, ProcessMemory receiver, long in) {
    Packing packing = new Packing(task, out);
    peerPacked(Iovec.of(packing.packed()).address());
    return new Channel() {
      private long messages;

      @Override
      public void send(int slot) {
        packing.pack();
        control.setSender(++messages);
      }

      @Override
      public void receive(int slot) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private long peerPacked(long ours) {
    control.tell(ours, 0);
    return control.peerOut();
  }
}
