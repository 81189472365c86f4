package io.crossmem.bench.mpi;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import mpi.MPI;
import mpi.Request;

/** Messages in arrays, as programs for MPJ Express send them. */
final class MpjSpelling implements Transport {
  private static final int TAG = 1;

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    return new Opened(task.bytes(), out, in);
  }

  @Override
  public void close() {}

  private static final class Opened implements Channel {
    private final int bytes;
    private final int peer = 1 - MPI.COMM_WORLD.Rank();
    private final Memory out;
    private final Memory in;
    private final byte[] outArray;
    private final byte[] inArray;
    private final Request[] requests;
    private final byte[] acknowledgement = new byte[Long.BYTES];

    Opened(int bytes, Memory out, Memory in) {
      this.bytes = bytes;
      this.out = out;
      this.in = in;
      outArray = out.bytes().array();
      inArray = in.bytes().array();
      requests = new Request[Math.max(out.slots(), in.slots())];
    }

    @Override
    public void send(int slot) {
      MPI.COMM_WORLD.Send(outArray, out.offset(slot), bytes, MPI.BYTE, peer, TAG);
    }

    @Override
    public void receive(int slot) {
      MPI.COMM_WORLD.Recv(inArray, in.offset(slot), bytes, MPI.BYTE, peer, TAG);
    }

    @Override
    public void sendAll(int slots) {
      for (int slot = 0; slot < slots; slot++) {
        requests[slot] =
            MPI.COMM_WORLD.Isend(outArray, out.offset(slot), bytes, MPI.BYTE, peer, TAG);
      }
      await(slots);
    }

    @Override
    public void receiveAll(int slots) {
      for (int slot = 0; slot < slots; slot++) {
        requests[slot] = MPI.COMM_WORLD.Irecv(inArray, in.offset(slot), bytes, MPI.BYTE, peer, TAG);
      }
      await(slots);
    }

    private void await(int count) {
      for (int i = 0; i < count; i++) {
        requests[i].Wait();
      }
    }

    @Override
    public void acknowledge() {
      MPI.COMM_WORLD.Send(acknowledgement, 0, Long.BYTES, MPI.BYTE, peer, TAG);
    }

    @Override
    public void awaitAcknowledgement() {
      MPI.COMM_WORLD.Recv(acknowledgement, 0, Long.BYTES, MPI.BYTE, peer, TAG);
    }
  }
}
