package io.crossmem.bench.overhead;

import io.crossmem.Iovec;
import io.crossmem.IovecArray;
import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The overhead of Java over the system call, for each way to read the same memory of the same
 * process.
 *
 * <p>Java and C take turns of about a millisecond, in one thread and over the same memory on both
 * sides, so that disturbances affect both equally.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OverheadBenchmark {

  /** C's time of the same iteration, for {@link OverheadSuite}. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class InC {
    private long nanos;
    private long turns;
    private int calls;

    /** Resets after the previous iteration. */
    @Setup(Level.Iteration)
    public void reset() {
      nanos = 0;
      turns = 0;
    }

    /** Nanoseconds of C's average turn. */
    public double c() {
      return (double) nanos / turns;
    }

    /** Calls in a turn, C's and Java's. */
    public int calls() {
      return calls;
    }
  }

  /** One case: some entries of some bytes on both sides. */
  @State(Scope.Thread)
  public static class Case {
    private static final long TURN_NANOS = 1_000_000;

    /** Bytes of an entry, {@code x}, entries. */
    @Param({"64x1"})
    public String shape;

    private Program owner;

    /** Calls in a turn. */
    int calls;

    ProcessMemory process;
    long address;
    IovecArray local;
    IovecArray remote;
    ByteBuffer direct;
    ByteBuffer heap;
    boolean heapWasRead;
    private ByteBuffer localEntries;
    private ByteBuffer remoteEntries;

    /** Starts the process whose memory is read, and finds out how many calls take a millisecond. */
    @Setup(Level.Trial)
    public void start() throws ProcessMemoryException {
      int bytes = Integer.parseInt(shape.substring(0, shape.indexOf('x')));
      int entries = Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
      owner = new Program("owner", bytes * entries);
      address = owner.value("address");
      process = ProcessMemory.open(owner.pid());
      direct = ByteBuffer.allocateDirect(bytes * entries);
      heap = ByteBuffer.allocate(bytes * entries);
      Iovec[] ours = new Iovec[entries];
      Iovec[] theirs = new Iovec[entries];
      for (int i = 0; i < entries; i++) {
        ours[i] = Iovec.of(direct.slice(i * bytes, bytes));
        theirs[i] = new Iovec(address + (long) i * bytes, bytes);
      }
      local = IovecArray.of(ours);
      remote = IovecArray.of(theirs);
      localEntries = pack(ours);
      remoteEntries = pack(theirs);
      calls = 1;
      while (nanosInC() < TURN_NANOS) {
        calls *= 2;
      }
    }

    /** C's turn. */
    @Setup(Level.Invocation)
    public void runC(InC result) {
      result.nanos += nanosInC();
      result.turns++;
      result.calls = calls;
    }

    private long nanosInC() {
      long start = System.nanoTime();
      long read =
          CopyLoop.read(
              (int) owner.pid(),
              Iovec.of(localEntries).address(),
              local.size(),
              Iovec.of(remoteEntries).address(),
              remote.size(),
              calls);
      long nanos = System.nanoTime() - start;
      if (read != remote.byteCount()) {
        throw new IllegalStateException("C read " + read);
      }
      return nanos;
    }

    private static ByteBuffer pack(Iovec[] spans) {
      ByteBuffer packed =
          ByteBuffer.allocateDirect(16 * spans.length).order(ByteOrder.nativeOrder());
      for (Iovec span : spans) {
        packed.putLong(span.address()).putLong(span.length());
      }
      return packed.flip();
    }

    /** Ends the process, after checking the data that was read from it. */
    @TearDown(Level.Trial)
    public void stop() {
      process.close();
      owner.close();
      check(direct.clear());
      if (heapWasRead) {
        check(heap.clear());
      }
    }

    /** The bytes that {@code owner.c} has. */
    private static void check(ByteBuffer read) {
      for (int i = 0; i < read.limit(); i++) {
        if (read.get(i) != (byte) (i * 31 + 7)) {
          throw new IllegalStateException("byte " + i + " of the read is wrong");
        }
      }
    }
  }

  /** Prepared vectors. */
  @Benchmark
  public long iovecArray(Case c) throws ProcessMemoryException {
    long bytes = 0;
    for (int i = 0; i < c.calls; i++) {
      bytes += c.process.read(c.local, c.remote);
    }
    return bytes;
  }

  /** Prepared vectors, the bare call: without the check for a reused pid. */
  @Benchmark
  public long iovecArrayBare(Case c) throws ProcessMemoryException {
    long bytes = 0;
    for (int i = 0; i < c.calls; i++) {
      bytes += c.process.read(c.local, c.remote, 0);
    }
    return bytes;
  }

  /** A direct buffer. */
  @Benchmark
  public long direct(Case c) throws ProcessMemoryException {
    long bytes = 0;
    for (int i = 0; i < c.calls; i++) {
      bytes += c.process.read(c.address, c.direct.clear());
    }
    return bytes;
  }

  /** A heap buffer. */
  @Benchmark
  public long heap(Case c) throws ProcessMemoryException {
    long bytes = 0;
    c.heapWasRead = true;
    for (int i = 0; i < c.calls; i++) {
      bytes += c.process.read(c.address, c.heap.clear());
    }
    return bytes;
  }
}
