package io.crossmem.bench.rank;

import io.crossmem.ProcessMemory;
import java.io.IOException;

/** Copies straight from process to process, by the thin API. */
abstract class SingleCopy implements Transport {
  final Control control;
  private ProcessMemory peer;

  SingleCopy(Control control) {
    this.control = control;
  }

  @Override
  public final Channel open(Task task, Memory out, Memory in) throws IOException {
    close();
    control.tell(out.address(), in.address());
    ProcessMemory.allowAccessFrom(control.peerPid()); // where Yama asks for it
    control.meet();
    peer = ProcessMemory.open(control.peerPid());
    if (control.rank() == 1) {
      return receiver(task, in, peer, control.peerOut());
    }
    return sender(task, out, peer, control.peerIn());
  }

  /**
   * What rank 1 does.
   *
   * @param out address of what the sender sends from
   */
  abstract Channel receiver(Task task, Memory in, ProcessMemory sender, long out);

  /** What rank 0 does: nothing, where the receiver does all. */
  Channel sender(Task task, Memory out, ProcessMemory receiver, long in) {
    return new Channel() {
      @Override
      public void send(int slot) {}

      @Override
      public void receive(int slot) {
        throw new UnsupportedOperationException();
      }
    };
  }

  /** A receiver's end. */
  abstract static class Receiver implements Channel {
    @Override
    public final void send(int slot) {
      throw new UnsupportedOperationException();
    }
  }

  static void requireAll(long moved, Task task) throws IOException {
    if (moved != task.bytes()) {
      throw new IOException("only " + moved + " of " + task.bytes() + " bytes were moved");
    }
  }

  @Override
  public final void close() {
    if (peer != null) {
      peer.close();
    }
  }
}
