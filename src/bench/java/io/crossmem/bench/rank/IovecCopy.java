package io.crossmem.bench.rank;

import io.crossmem.Iovec;
import io.crossmem.IovecArray;
import io.crossmem.ProcessMemory;
import java.io.IOException;

/** The receiver reads by vectors that were prepared once; the sender does nothing. */
final class IovecCopy extends SingleCopy {
  IovecCopy(Control control) {
    super(control);
  }

  @Override
  Channel receiver(Task task, Memory in, ProcessMemory sender, long out) {
    IovecArray[] local = new IovecArray[in.slots()];
    IovecArray[] remote = new IovecArray[in.slots()];
    for (int slot = 0; slot < in.slots(); slot++) {
      local[slot] = blocks(task, in.address() + in.offset(slot));
      remote[slot] = blocks(task, out + in.offset(slot));
    }
    return new Receiver() {
      @Override
      public void receive(int slot) throws IOException {
        requireAll(sender.read(local[slot], remote[slot]), task);
      }
    };
  }

  private static IovecArray blocks(Task task, long start) {
    Iovec[] blocks = new Iovec[task.blocks()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new Iovec(start + 2L * i * task.blockBytes(), task.blockBytes());
    }
    return IovecArray.of(blocks);
  }
}
