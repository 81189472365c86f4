package io.crossmem.bench.message;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import java.io.IOException;

/**
 * An iteration is a window of messages from rank 0 to rank 1, and one back that says they have
 * come.
 */
final class OneWay extends WordExercise {
  private static final int TAG = 1;
  private static final int WINDOW = 64;

  private final Data acknowledgement;

  OneWay(Communicator communicator, Buffers out, Buffers in, int words) {
    super(communicator, out, in, words);
    acknowledgement = Data.of((rank == 0 ? in : out).bytes().slice(0, Long.BYTES));
  }

  @Override
  void repeat(long from, long to) throws IOException {
    for (long i = from; i < to; i++) {
      if (rank == 0) {
        sendWindow(i * WINDOW);
        communicator.recv(acknowledgement, 1, TAG);
      } else {
        receiveWindow(i * WINDOW);
        communicator.send(acknowledgement, 0, TAG);
      }
    }
  }

  @Override
  void check(long iterations) {
    if (rank == 1) {
      checkAll(0, iterations * WINDOW);
    }
  }

  private void sendWindow(long first) throws IOException {
    for (long i = first; i < first + WINDOW; i++) {
      stamp(i);
      communicator.send(out.data(), 1, TAG);
    }
  }

  private void receiveWindow(long first) throws IOException {
    for (long i = first; i < first + WINDOW; i++) {
      communicator.recv(in.data(), 0, TAG);
      checkStamp(0, i);
    }
  }
}
