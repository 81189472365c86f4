package io.crossmem.bench.peer;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import java.nio.ByteBuffer;

/** Messages of any size through a {@link Pipe}, by a thread that spins while it waits. */
final class PipeChannel implements Channel {
  private final Pipe pipe;
  private final Chunks out;
  private final Chunks in;
  private final Chunks acknowledgement;

  PipeChannel(Pipe pipe, Task task, Memory out, Memory in) {
    this.pipe = pipe;
    this.out = chunks(out, task.bytes());
    this.in = chunks(in, task.bytes());
    ByteBuffer word = ByteBuffer.allocateDirect(Long.BYTES);
    acknowledgement = new Chunks(word, Long.BYTES, Long.BYTES, Long.BYTES);
  }

  private Chunks chunks(Memory memory, int bytes) {
    return new Chunks(memory.bytes(), bytes, memory.offset(1), pipe.longest());
  }

  @Override
  public void send(int slot) {
    out.start(slot, 1);
    putWhole(out);
  }

  @Override
  public void receive(int slot) {
    in.start(slot, 1);
    takeWhole(in);
  }

  @Override
  public void sendAll(int slots) {
    out.start(0, slots);
    putWhole(out);
  }

  @Override
  public void receiveAll(int slots) {
    in.start(0, slots);
    takeWhole(in);
  }

  @Override
  public void exchange(int slots) {
    out.start(0, slots);
    in.start(0, slots);
    while (!out.isDone() || !in.isDone()) {
      boolean put = !out.isDone() && out.put(pipe);
      boolean taken = !in.isDone() && pipe.take(in) > 0;
      if (!put && !taken) {
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public void acknowledge() {
    acknowledgement.start(0, 1);
    putWhole(acknowledgement);
  }

  @Override
  public void awaitAcknowledgement() {
    acknowledgement.start(0, 1);
    takeWhole(acknowledgement);
  }

  private void putWhole(Chunks chunks) {
    while (!chunks.isDone()) {
      if (!chunks.put(pipe)) {
        Thread.onSpinWait();
      }
    }
  }

  private void takeWhole(Chunks chunks) {
    while (!chunks.isDone()) {
      if (pipe.take(chunks) == 0) {
        Thread.onSpinWait();
      }
    }
  }
}
