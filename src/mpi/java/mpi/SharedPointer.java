package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.MessageException;
import io.crossmem.message.SharedMemory;
import java.nio.ByteBuffer;

/** The shared pointer of a file: a number in rank 0 that all ranks read and change. */
abstract class SharedPointer {
  /** Made and closed by all ranks together. */
  static SharedPointer of(Channel ranks, Communicator messages) throws MessageException {
    return ranks.spansNodes() ? new InWindow(ranks) : new Mapped(messages);
  }

  abstract long get();

  abstract void set(long value);

  /** Returns what it was before. */
  abstract long add(long more);

  abstract void close();

  /** In memory that all ranks have mapped. */
  private static final class Mapped extends SharedPointer {
    private static final int BYTES = 128;

    private final SharedMemory shared;
    private final ByteBuffer memory;

    Mapped(Communicator messages) throws MessageException {
      shared = SharedMemory.allocate(messages, BYTES);
      memory = shared.buffer(0, 0, BYTES);
    }

    @Override
    long get() {
      return AtomicMemory.getLong(memory, 0);
    }

    @Override
    void set(long value) {
      AtomicMemory.setLong(memory, 0, value);
    }

    @Override
    long add(long more) {
      long old = get();
      while (!AtomicMemory.replaceLong(memory, 0, old, old + more)) {
        old = get();
      }
      return old;
    }

    @Override
    void close() {
      shared.close();
    }
  }

  /** In a window, where ranks are on several nodes. */
  private static final class InWindow extends SharedPointer {
    private final Window window;

    InWindow(Channel ranks) {
      window = Window.of(ranks, Long.BYTES);
    }

    @Override
    long get() {
      return change(0, false);
    }

    @Override
    void set(long value) {
      change(value, true);
    }

    @Override
    long add(long more) {
      return change(more, false);
    }

    private long change(long value, boolean replaces) {
      ByteBuffer word = MPI.newByteBuffer(Long.BYTES);
      window.control.beginCombining(0);
      try {
        window.targets[0].read(0, word, 0, Long.BYTES);
        long old = word.getLong(0);
        word.putLong(0, replaces ? value : old + value);
        window.targets[0].write(0, word, 0, Long.BYTES);
        return old;
      } finally {
        window.control.endCombining(0);
      }
    }

    @Override
    void close() {
      window.close();
    }
  }
}
