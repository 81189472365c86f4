package io.crossmem.bench.rank;

import io.crossmem.message.Communicator;
import io.crossmem.message.SharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Plain copies from and to memory that both ranks have mapped, for {@link OneSided}. */
final class PlainCopies implements Transport {
  private static final int SENDER = 0;

  private final Communicator communicator = Communicator.fromEnvironment();
  private SharedMemory shared;

  PlainCopies() throws IOException {}

  @Override
  public Channel open(Task task, Memory out, Memory in) throws IOException {
    if (shared != null) {
      shared.close();
    }
    int bytes = task.bytes();
    boolean gets = task.exercise().equals("get");
    shared = SharedMemory.allocate(communicator, bytes);
    ByteBuffer target = shared.buffer(gets ? SENDER : 1, 0, bytes);
    return new Channel() {
      @Override
      public void expose() {
        if (gets && communicator.rank() == SENDER) {
          target.put(0, out.bytes(), 0, bytes);
        }
      }

      @Override
      public void collect() {
        if (!gets && communicator.rank() != SENDER) {
          in.bytes().put(0, target, 0, bytes);
        }
      }

      @Override
      public void send(int slot) {
        target.put(0, out.bytes(), 0, bytes);
      }

      @Override
      public void receive(int slot) {
        in.bytes().put(0, target, 0, bytes);
      }
    };
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.close();
    }
    communicator.close();
  }
}
