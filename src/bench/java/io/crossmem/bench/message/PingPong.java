package io.crossmem.bench.message;

import io.crossmem.message.Communicator;
import java.io.IOException;

/** A message there, and another one back. */
final class PingPong extends WordExercise {
  private static final int TAG = 1;

  private final int peer;

  PingPong(Communicator communicator, Buffers out, Buffers in, int words) {
    super(communicator, out, in, words);
    peer = 1 - rank;
  }

  @Override
  void repeat(long from, long to) throws IOException {
    for (long i = from; i < to; i++) {
      if (rank == 1) {
        communicator.recv(in.data(), peer, TAG);
      }
      stamp(i);
      communicator.send(out.data(), peer, TAG);
      if (rank == 0) {
        communicator.recv(in.data(), peer, TAG);
      }
      checkStamp(peer, i);
    }
  }

  @Override
  void check(long iterations) {
    checkAll(peer, iterations);
  }
}
