package io.crossmem.bench.mpi;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;

/** Messages as programs for Open MPI's binding send them; arrays only one at a time. */
final class OpenMpiSpelling implements Transport {
  static final int TAG = 1;

  @Override
  public Channel open(Task task, Memory out, Memory in) throws IOException {
    try {
      return new Opened(task.bytes(), out, in);
    } catch (MPIException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {}

  private static final class Opened implements Channel {
    private final int bytes;
    private final int peer;
    private final Object[] out;
    private final Object[] in;
    private final Request[] requests;
    private final ByteBuffer acknowledgement = ByteBuffer.allocateDirect(Long.BYTES);

    Opened(int bytes, Memory out, Memory in) throws MPIException {
      this.bytes = bytes;
      peer = 1 - MPI.COMM_WORLD.getRank();
      this.out = messages(out);
      this.in = messages(in);
      requests = new Request[Math.max(out.slots(), in.slots())];
    }

    private static Object[] messages(Memory memory) {
      Object[] messages = new Object[memory.slots()];
      for (int slot = 0; slot < messages.length; slot++) {
        messages[slot] =
            memory.bytes().isDirect() ? memory.slot(slot) : memory.bytes().array(); // one slot
      }
      return messages;
    }

    @Override
    public void send(int slot) throws IOException {
      try {
        MPI.COMM_WORLD.send(out[slot], bytes, MPI.BYTE, peer, TAG);
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void receive(int slot) throws IOException {
      try {
        MPI.COMM_WORLD.recv(in[slot], bytes, MPI.BYTE, peer, TAG);
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void sendAll(int slots) throws IOException {
      try {
        for (int slot = 0; slot < slots; slot++) {
          requests[slot] = MPI.COMM_WORLD.iSend((ByteBuffer) out[slot], bytes, MPI.BYTE, peer, TAG);
        }
        await(slots);
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void receiveAll(int slots) throws IOException {
      try {
        for (int slot = 0; slot < slots; slot++) {
          requests[slot] = MPI.COMM_WORLD.iRecv((ByteBuffer) in[slot], bytes, MPI.BYTE, peer, TAG);
        }
        await(slots);
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }

    private void await(int count) throws MPIException {
      for (int i = 0; i < count; i++) {
        requests[i].waitFor();
      }
    }

    @Override
    public void acknowledge() throws IOException {
      try {
        MPI.COMM_WORLD.send(acknowledgement, Long.BYTES, MPI.BYTE, peer, TAG);
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void awaitAcknowledgement() throws IOException {
      try {
        MPI.COMM_WORLD.recv(acknowledgement, Long.BYTES, MPI.BYTE, peer, TAG);
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }
  }
}
