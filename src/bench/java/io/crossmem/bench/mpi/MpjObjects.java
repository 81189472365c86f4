package io.crossmem.bench.mpi;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.ListOfWords;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import mpi.MPI;

/** A list as one object of {@code MPI.OBJECT}. */
final class MpjObjects implements Transport {
  private static final int TAG = 1;

  private final int peer;

  MpjObjects(int rank) {
    peer = 1 - rank;
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    Object[] item = new Object[1];
    return new Channel() {
      @Override
      public void send(int slot) {
        item[0] = ListOfWords.of(out);
        MPI.COMM_WORLD.Send(item, 0, 1, MPI.OBJECT, peer, TAG);
      }

      @Override
      public void receive(int slot) {
        MPI.COMM_WORLD.Recv(item, 0, 1, MPI.OBJECT, peer, TAG);
        ListOfWords.put(item[0], in);
      }
    };
  }

  @Override
  public void close() {}
}
