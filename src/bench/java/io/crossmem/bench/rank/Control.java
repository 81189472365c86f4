package io.crossmem.bench.rank;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * The page that all ranks of a group share for synchronisation, so that this is the same for every
 * system and not part of the measurement. {@code src/bench/native/control.h} has the same layout.
 *
 * <pre>
 *   0          ready: messages that rank 0 has prepared
 *   64         done: messages that rank 1 has received and checked
 *   128, 192   progress of the sender and of the receiver, for the measured system
 *   512 + 64r  how often rank r has reached a meeting
 *   2048 + 64r pid of rank r, address of its send memory, address of its receive memory
 * </pre>
 */
public final class Control {
  private static final int READY = 0;
  private static final int DONE = 64;
  private static final int SENDER = 128;
  private static final int RECEIVER = 192;
  private static final int ARRIVALS = 512;
  private static final int SELF = 2048;
  private static final int LINE = 64;
  private static final int SPINS = 1000;
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer page;
  private final MappedByteBuffer staging;
  private final int rank;
  private final int size;
  private long meetings;
  private long messages; // made here, or awaited here

  private Control(MappedByteBuffer page, MappedByteBuffer staging, int rank, int size) {
    this.page = page;
    this.staging = staging;
    this.rank = rank;
    this.size = size;
  }

  /** The page of the group in the environment, which also names the rank. */
  public static Control open() throws IOException {
    return open(
        number("CROSSMEM_RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK"),
        number("CROSSMEM_SIZE", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE"));
  }

  /** The first of these variables that is set: the launchers differ. */
  private static int number(String... variables) {
    return Arrays.stream(variables)
        .map(System::getenv)
        .filter(Objects::nonNull)
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElseThrow();
  }

  /** The page of the group in the environment, for a rank that another launcher has numbered. */
  public static Control open(int rank, int size) throws IOException {
    Path folder = Path.of(System.getenv("CROSSMEM_BENCH_SHARED"));
    return new Control(map(folder.resolve("control")), map(folder.resolve("staging")), rank, size);
  }

  private static MappedByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      MappedByteBuffer memory = channel.map(MapMode.READ_WRITE, 0, channel.size());
      memory.order(ByteOrder.nativeOrder());
      return memory;
    }
  }

  public int rank() {
    return rank;
  }

  public int size() {
    return size;
  }

  /** Shared memory for systems that copy through it. */
  public ByteBuffer staging() {
    return staging;
  }

  /** Returns when all ranks have called this. */
  public void meet() {
    arrive();
    for (int other = 0; other < size; other++) {
      await(ARRIVALS + LINE * other, meetings);
    }
  }

  /** The same, for ranks that may still need each other's help. */
  void meet(Channel channel) throws IOException {
    arrive();
    for (int other = 0; other < size; other++) {
      for (int spins = 0; get(ARRIVALS + LINE * other) < meetings; spins++) {
        channel.advance();
        pause(spins);
      }
    }
  }

  private void arrive() {
    meetings++;
    WORD.setRelease(page, ARRIVALS + LINE * rank, meetings);
  }

  /** Publishes the addresses of this rank's memory; 0 on the heap. */
  public void tell(long out, long in) {
    int self = SELF + LINE * rank;
    page.putLong(self, ProcessHandle.current().pid());
    page.putLong(self + 8, out);
    page.putLong(self + 16, in);
    meet();
  }

  /** The pid of the other of two ranks. */
  public long peerPid() {
    return page.getLong(peer());
  }

  /** Address of the send memory of the other of two ranks. */
  public long peerOut() {
    return page.getLong(peer() + 8);
  }

  /** Address of the receive memory of the other of two ranks. */
  public long peerIn() {
    return page.getLong(peer() + 16);
  }

  private int peer() {
    return SELF + LINE * (1 - rank);
  }

  /** Rank 0: another message is ready. */
  void setReady() {
    WORD.setRelease(page, READY, ++messages);
  }

  /** Rank 1: waits for another message. */
  void awaitReady() {
    await(READY, ++messages);
  }

  /** Rank 1: another message was received and checked. */
  void setDone() {
    WORD.setRelease(page, DONE, messages);
  }

  /** Rank 0: waits until its last message has been received. */
  void awaitDone() {
    await(DONE, messages);
  }

  /** The sender's progress, in the unit of the measured system. */
  public void setSender(long progress) {
    WORD.setRelease(page, SENDER, progress);
  }

  public long sender() {
    return get(SENDER);
  }

  /** Returns when the sender's progress is at least this. */
  public void awaitSender(long progress) {
    await(SENDER, progress);
  }

  /** The receiver's progress. */
  public void setReceiver(long progress) {
    WORD.setRelease(page, RECEIVER, progress);
  }

  public long receiver() {
    return get(RECEIVER);
  }

  public void awaitReceiver(long progress) {
    await(RECEIVER, progress);
  }

  private void await(int offset, long value) {
    for (int spins = 0; get(offset) < value; spins++) {
      pause(spins);
    }
  }

  private long get(int offset) {
    return (long) WORD.getAcquire(page, offset);
  }

  /** Two ranks have a core each; of more ranks some must yield. */
  @SuppressWarnings("ThreadPriorityCheck") // only an optimisation
  private static void pause(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }

  /** Called before a task: resets both kinds of progress. */
  void reset() {
    if (rank == 0) {
      setSender(0);
      setReceiver(0);
    }
    meet();
  }
}
