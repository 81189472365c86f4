package io.crossmem.bench.rank;

import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads and writes of another process's memory by ProcessMemory, for {@link OneSided}. */
final class RemoteCopies extends SingleCopy {
  RemoteCopies(Control control) {
    super(control);
  }

  @Override
  Channel receiver(Task task, Memory in, ProcessMemory sender, long out) {
    ByteBuffer into = in.slot(0);
    return new Receiver() {
      @Override
      public void receive(int slot) throws IOException {
        sender.readFully(out, into.clear());
      }
    };
  }

  @Override
  Channel sender(Task task, Memory out, ProcessMemory receiver, long in) {
    ByteBuffer from = out.slot(0);
    return new Channel() {
      @Override
      public void send(int slot) throws IOException {
        receiver.writeFully(in, from.clear());
      }

      @Override
      public void receive(int slot) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
