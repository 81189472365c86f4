package io.crossmem.bench.rank;

import io.crossmem.ProcessMemory;
import java.io.IOException;

/** Copies directly from process to process, with ProcessMemory. */
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
    ProcessMemory.allowAccessFrom(control.peerPid()); // needed with Yama
    control.meet();
    peer = ProcessMemory.open(control.peerPid());
    if (control.rank() == 1) {
      return receiver(task, in, peer, control.peerOut());
    }
    return sender(task, out, peer, control.peerIn());
  }

  /**
   * The end of rank 1.
   *
   * @param out address of the sender's send memory
   */
  abstract Channel receiver(Task task, Memory in, ProcessMemory sender, long out);

  /** The end of rank 0, which does nothing if the receiver copies everything. */
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
      throw new IOException("only " + moved + " of " + task.bytes() + " bytes were copied");
    }
  }

  @Override
  public final void close() {
    if (peer != null) {
      peer.close();
    }
  }
}
