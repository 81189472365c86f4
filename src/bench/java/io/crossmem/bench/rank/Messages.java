package io.crossmem.bench.rank;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.Layout;
import io.crossmem.message.Op;
import io.crossmem.message.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.logging.Level;
import java.util.logging.Logger;

/** crossmem's messages. Messages of many blocks are sent and received in place. */
final class Messages implements Transport {
  private static final int TAG = 1;

  /** Kept, since loggers that nobody uses are collected, with their levels. */
  private static final Logger LOG = Logger.getLogger("io.crossmem");

  private final Communicator communicator;

  Messages(Control control) throws IOException {
    LOG.setLevel(Level.SEVERE); // ranks are pinned on purpose: no warning that each has one core
    communicator = Communicator.fromEnvironment();
    if (communicator.rank() != control.rank()) {
      throw new IllegalStateException("the communicator has assigned another rank");
    }
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    return new Opened(communicator, task, out, in);
  }

  @Override
  public void close() {
    communicator.close();
  }

  /** The message in a slot. */
  private static Data message(Task task, Memory memory, int slot) {
    if (task.blocks() == 1) {
      return data(memory, memory.offset(slot), task.bytes(), DataType.BYTE);
    }
    int block = task.blockBytes();
    Layout columns = Layout.vector(task.blocks(), block, 2L * block);
    return data(memory, memory.offset(slot), 2 * task.bytes(), DataType.BYTE).with(columns);
  }

  private static Data data(Memory memory, int offset, int bytes, DataType type) {
    if (memory.huge() != null) {
      return Data.of(memory.huge(), offset, bytes, type);
    }
    ByteBuffer all = memory.bytes();
    return all.isDirect()
        ? Data.of(all.slice(offset, bytes).order(ByteOrder.nativeOrder()), type)
        : array(memory, offset, bytes);
  }

  private static Data array(Memory memory, int offset, int bytes) {
    return Data.of(memory.bytes().array(), offset, bytes);
  }

  private static final class Opened implements Channel {
    private final Communicator communicator;
    private final Task task;
    private final int peer;
    private final Data[] out;
    private final Data[] in;
    private final Data allOut;
    private final Data allIn;
    private final Data acknowledgement = Data.of(ByteBuffer.allocateDirect(Long.BYTES));
    private final Request[] requests;

    Opened(Communicator communicator, Task task, Memory out, Memory in) {
      this.communicator = communicator;
      this.task = task;
      peer = 1 - communicator.rank();
      this.out = messages(task, out);
      this.in = messages(task, in);
      requests = new Request[this.out.length + this.in.length];
      boolean reduces = task.exercise().endsWith("reduce");
      allOut = all(task, out, reduces);
      allIn = all(task, in, reduces);
    }

    private static Data[] messages(Task task, Memory memory) {
      Data[] messages = new Data[memory.slots()];
      for (int slot = 0; slot < messages.length; slot++) {
        messages[slot] = message(task, memory, slot);
      }
      return messages;
    }

    /** All of the memory, for collective operations. */
    private static Data all(Task task, Memory memory, boolean reduces) {
      if (!memory.bytes().isDirect() || task.blocks() != 1) {
        return null; // collective operations are not measured there
      }
      DataType type = reduces ? DataType.DOUBLE : DataType.BYTE;
      return data(memory, 0, memory.slots() * task.bytes(), type);
    }

    @Override
    public void send(int slot) throws IOException {
      communicator.send(out[slot], peer, TAG);
    }

    @Override
    public void receive(int slot) throws IOException {
      communicator.recv(in[slot], peer, TAG);
    }

    @Override
    public void sendAll(int slots) throws IOException {
      for (int slot = 0; slot < slots; slot++) {
        requests[slot] = communicator.isend(out[slot], peer, TAG);
      }
      await(slots);
    }

    @Override
    public void receiveAll(int slots) throws IOException {
      for (int slot = 0; slot < slots; slot++) {
        requests[slot] = communicator.irecv(in[slot], peer, TAG);
      }
      await(slots);
    }

    @Override
    public void exchange(int slots) throws IOException {
      for (int slot = 0; slot < slots; slot++) {
        requests[slot] = communicator.irecv(in[slot], peer, TAG);
      }
      for (int slot = 0; slot < slots; slot++) {
        requests[slots + slot] = communicator.isend(out[slot], peer, TAG);
      }
      await(2 * slots);
    }

    private void await(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        requests[i].await();
      }
    }

    @Override
    public void acknowledge() throws IOException {
      communicator.send(acknowledgement, peer, TAG);
    }

    @Override
    public void awaitAcknowledgement() throws IOException {
      communicator.recv(acknowledgement, peer, TAG);
    }

    /** As in C: frames for another node that MPI has not taken yet need this. */
    @Override
    public void advance() throws IOException {
      communicator.iprobe(Communicator.ANY_SOURCE, Communicator.ANY_TAG);
    }

    @Override
    public void collective() throws IOException {
      switch (task.exercise()) {
        case "barrier" -> communicator.barrier();
        case "broadcast" -> communicator.broadcast(communicator.rank() == 0 ? allOut : allIn, 0);
        case "allgather" -> communicator.allgather(allOut, allIn);
        case "alltoall" -> communicator.alltoall(allOut, allIn);
        case "reduce" -> communicator.reduce(allOut, allIn, Op.SUM, 0);
        case "allreduce" -> communicator.allreduce(allOut, allIn, Op.SUM);
        default -> throw new IllegalStateException(task.exercise());
      }
    }
  }
}
