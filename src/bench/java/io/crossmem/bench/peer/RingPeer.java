package io.crossmem.bench.peer;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Agrona's ring for one producer and one consumer, in a file that both processes have mapped: one
 * ring each way.
 */
public final class RingPeer implements Transport, Pipe {
  private static final int CAPACITY = 1 << 20;
  private static final int LONGEST = 32 << 10; // so that both sides can work on a long message
  private static final int BATCH = 16; // chunks before the sender is notified
  private static final int ROOM = 2 * CAPACITY; // the ring, and its positions after that
  private static final int CHUNK = 1; // the only type of message

  private final RingBuffer outgoing;
  private final RingBuffer incoming;
  private Chunks coming;
  private final MessageHandler handler =
      (type, bytes, offset, length) -> coming.take(bytes, offset, length);

  /** Connects to the other rank, which must do the same. */
  public RingPeer(Control control) {
    outgoing = ring(control, control.rank());
    incoming = ring(control, 1 - control.rank());
    control.meet();
  }

  private static RingBuffer ring(Control control, int from) {
    int bytes = CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
    UnsafeBuffer memory = new UnsafeBuffer(control.staging(), from * ROOM, bytes);
    memory.setMemory(0, bytes, (byte) 0); // avoids page faults during messages
    return new OneToOneRingBuffer(memory);
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    Limits.requireOneBlock(task, "agrona");
    return new PipeChannel(this, task, out, in);
  }

  @Override
  public int longest() {
    return LONGEST;
  }

  @Override
  public boolean put(DirectBuffer bytes, int offset, int length) {
    return outgoing.write(CHUNK, bytes, offset, length);
  }

  @Override
  public int take(Chunks into) {
    coming = into;
    return incoming.read(handler, Math.min(into.left(), BATCH));
  }

  @Override
  public void close() {}
}
