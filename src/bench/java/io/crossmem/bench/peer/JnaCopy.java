package io.crossmem.bench.peer;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The receiver reads the sender's memory with {@code process_vm_readv}, which it calls through JNA.
 * This is the fastest way in JNA: direct mapping with primitive arguments, and two vectors that are
 * prepared once, so that a call makes no garbage.
 */
public final class JnaCopy implements Transport {
  static {
    Native.register(Platform.C_LIBRARY_NAME);
  }

  private final Control control;

  public JnaCopy(Control control) {
    this.control = control;
  }

  /** The function of the C library. */
  private static native long process_vm_readv(
      int pid, long local, long localCount, long remote, long remoteCount, long flags);

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    Limits.requireDirect(task, "jna");
    Limits.requireOneBlock(task, "jna");
    control.tell(out.address(), in.address());
    return new Reads(control, task.bytes(), in);
  }

  @Override
  public void close() {}

  private static final class Reads implements Channel {
    private static final int IOVEC = 2 * Long.BYTES; // an address and a length

    private final int pid;
    private final int bytes;
    private final Memory in;
    private final long local;
    private final long remote;
    private final com.sun.jna.Memory vectors = new com.sun.jna.Memory(2 * IOVEC);
    private final ByteBuffer entries =
        vectors.getByteBuffer(0, 2 * IOVEC).order(ByteOrder.nativeOrder());
    private final long localVector = Pointer.nativeValue(vectors);
    private final long remoteVector = localVector + IOVEC;

    Reads(Control control, int bytes, Memory in) {
      this.pid = Math.toIntExact(control.peerPid());
      this.bytes = bytes;
      this.in = in;
      local = in.address();
      remote = control.peerOut();
      entries.putLong(Long.BYTES, bytes);
      entries.putLong(IOVEC + Long.BYTES, bytes);
    }

    @Override
    public void send(int slot) {} // the receiver copies everything

    @Override
    public void receive(int slot) throws IOException {
      entries.putLong(0, local + in.offset(slot));
      entries.putLong(IOVEC, remote + in.offset(slot));
      long read = process_vm_readv(pid, localVector, 1, remoteVector, 1, 0);
      if (read != bytes) {
        throw new IOException(
            "process_vm_readv: "
                + read
                + " of "
                + bytes
                + " bytes, errno "
                + Native.getLastError());
      }
    }
  }
}
