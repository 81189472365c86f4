import io.crossmem.bench.peer.Limits;
import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Rank;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * A rank whose receiver reads the sender's memory with {@code process_vm_readv}, which it calls
 * through the Foreign Function and Memory API. It needs JDK 22 or later while everything else is
 * compiled for 17, so it is run from source: {@code java --enable-native-access=ALL-UNNAMED -cp ...
 * ForeignRank.java}. The vectors are prepared once, in the global arena, and a call makes no
 * garbage.
 */
public final class ForeignRank implements Transport {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle PROCESS_VM_READV =
      LINKER.downcallHandle(
          LINKER.defaultLookup().find("process_vm_readv").orElseThrow(),
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT, // pid
              ValueLayout.ADDRESS, // local vector
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS, // remote vector
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG), // flags
          Linker.Option.captureCallState("errno"));

  private final Control control;

  private ForeignRank(Control control) {
    this.control = control;
  }

  public static void main(String[] arguments) throws IOException {
    Control control = Control.open();
    Rank.serve(control, new ForeignRank(control));
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    Limits.requireDirect(task, "foreign");
    Limits.requireOneBlock(task, "foreign");
    control.tell(out.address(), in.address());
    return new Reads(control, task.bytes(), in);
  }

  @Override
  public void close() {}

  private static final class Reads implements Channel {
    private static final long IOVEC = 2 * Long.BYTES; // an address and a length
    private static final MemorySegment LOCAL = Arena.global().allocate(IOVEC, Long.BYTES);
    private static final MemorySegment REMOTE = Arena.global().allocate(IOVEC, Long.BYTES);
    private static final MemorySegment STATE = Arena.global().allocate(CAPTURED);

    private final int pid;
    private final int bytes;
    private final Memory in;
    private final long local;
    private final long remote;

    Reads(Control control, int bytes, Memory in) {
      this.pid = Math.toIntExact(control.peerPid());
      this.bytes = bytes;
      this.in = in;
      local = in.address();
      remote = control.peerOut();
      LOCAL.set(ValueLayout.JAVA_LONG, Long.BYTES, bytes);
      REMOTE.set(ValueLayout.JAVA_LONG, Long.BYTES, bytes);
    }

    @Override
    public void send(int slot) {} // the receiver copies everything

    @Override
    public void receive(int slot) throws IOException {
      LOCAL.set(ValueLayout.JAVA_LONG, 0, local + in.offset(slot));
      REMOTE.set(ValueLayout.JAVA_LONG, 0, remote + in.offset(slot));
      long read = read();
      if (read != bytes) {
        int errno = (int) ERRNO.get(STATE, 0L);
        throw new IOException(
            "process_vm_readv: " + read + " of " + bytes + " bytes, errno " + errno);
      }
    }

    private long read() {
      try {
        return (long) PROCESS_VM_READV.invokeExact(STATE, pid, LOCAL, 1L, REMOTE, 1L, 0L);
      } catch (Throwable e) { // declared by every method handle, but never thrown by a downcall
        throw new AssertionError(e);
      }
    }
  }
}
