package io.crossmem;

import io.crossmem.internal.process.IovecBatch;
import io.crossmem.internal.sys.BufferLifetime;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;

/**
 * Iterates over buffers of this process; their positions are the cursor.
 *
 * <p>A heap buffer has no fixed address, so its bytes are copied through a bounce buffer outside
 * the heap, which is small enough to stay in a core's cache. The alternative, a JNI critical
 * section around the call, would let the other process delay this JVM's garbage collector: the
 * kernel may have to wait for one of its pages.
 *
 * <p>Bytes of an arena that another thread may close also use the bounce buffer: if the arena is
 * closed, the JDK's copy to or from the bounce buffer throws, whereas the kernel would access freed
 * memory.
 */
final class BufferCursor implements Cursor {
  /**
   * The fastest size measured between 32 KiB and 1 MiB: 0.72 to 0.88 times the speed of a direct
   * buffer. A larger one falls out of the L2 cache between the two copies; a smaller one needs more
   * system calls.
   */
  static final int BOUNCE_BYTES = 256 << 10;

  private ByteBuffer bounce; // allocated at first use
  private long bounceAddress;
  private ByteBuffer[] buffers;
  private boolean intoBuffers;
  private int index;

  /** Starts at the first remaining byte of these buffers. */
  BufferCursor over(ByteBuffer[] buffers, Operation operation) {
    this.buffers = buffers;
    this.intoBuffers = operation == Operation.READ;
    index = 0;
    return this;
  }

  /** Drops the references to the buffers. */
  void forget() {
    buffers = null;
  }

  @Override
  public long pack(IovecBatch batch, long limit) {
    long packed = 0;
    int bounced = 0;
    for (int i = index; i < buffers.length && packed < limit && !batch.isFull(); i++) {
      ByteBuffer buffer = buffers[i];
      // Read once: another thread may change it, but never to beyond the buffer's memory.
      int position = buffer.position();
      int length = (int) Math.min(buffer.limit() - position, limit - packed);
      if (length <= 0) {
        continue;
      }
      if (!bounces(buffer)) {
        batch.add(Syscalls.directAddress(buffer) + position, length);
      } else {
        length = Math.min(length, BOUNCE_BYTES - bounced);
        if (length == 0) {
          break;
        }
        ensureBounce();
        if (!intoBuffers) {
          bounce.put(bounced, buffer, position, length);
        }
        batch.add(bounceAddress + bounced, length);
        bounced += length;
      }
      packed += length;
      if (position + length < buffer.limit()) {
        break;
      }
    }
    return packed;
  }

  @Override
  public void advance(long bytes) {
    int bounced = 0;
    while (bytes > 0) {
      ByteBuffer buffer = buffers[index];
      int length = (int) Math.min(buffer.remaining(), bytes);
      if (bounces(buffer)) {
        if (intoBuffers) {
          buffer.put(buffer.position(), bounce, bounced, length);
        }
        bounced += length;
      }
      buffer.position(buffer.position() + length);
      bytes -= length;
      if (!buffer.hasRemaining()) {
        index++;
      }
    }
  }

  @Override
  public long address() {
    for (int i = index; i < buffers.length; i++) {
      if (buffers[i].hasRemaining()) {
        return bounces(buffers[i])
            ? bounceAddress
            : Syscalls.directAddress(buffers[i]) + buffers[i].position();
      }
    }
    return 0;
  }

  /** Throws if the buffer may not be used by this thread, or its arena is closed. */
  private static boolean bounces(ByteBuffer buffer) {
    return !buffer.isDirect() || BufferLifetime.of(buffer) == BufferLifetime.SHARED_ARENA;
  }

  private void ensureBounce() {
    if (bounce == null) {
      bounce = OffHeap.allocate(BOUNCE_BYTES);
      bounceAddress = Syscalls.directAddress(bounce);
    }
  }
}
