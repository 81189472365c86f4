package io.crossmem.bench.rank;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import java.io.IOException;

/** crossmem's messages, whose blocks the program packs before and unpacks after. */
final class PackedMessages implements Transport {
  private static final int TAG = 1;

  private final Communicator communicator;

  PackedMessages() throws IOException {
    communicator = Communicator.fromEnvironment();
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    Packing packing = new Packing(task, communicator.rank() == 0 ? out : in);
    Data message = Data.of(packing.packed());
    return new Channel() {
      @Override
      public void send(int slot) throws IOException {
        packing.pack();
        communicator.send(message, 1, TAG);
      }

      @Override
      public void receive(int slot) throws IOException {
        communicator.recv(message, 0, TAG);
        packing.unpack();
      }
    };
  }

  @Override
  public void close() {
    communicator.close();
  }
}
