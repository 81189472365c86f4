package io.crossmem;

import io.crossmem.internal.process.IovecBatch;
import io.crossmem.internal.sys.BufferLifetime;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;

/**
 * Walks buffers of this process; their positions are the cursor.
 *
 * <p>A heap buffer has no address that lasts, so its bytes bounce: they go through memory outside
 * the heap that is small enough to stay in a core's cache. The other way, a critical section around
 * the call, would let the owner of the remote memory hold up this JVM's garbage collector: the
 * kernel may have to wait for a page there.
 *
 * <p>So do the bytes of an arena that another thread may close: the JDK's own copy to or from the
 * bounce throws then, where the kernel would touch memory that was freed.
 */
final class BufferCursor implements Cursor {
  /**
   * Of 32 KiB to 1 MiB the fastest here, at 0.72 to 0.88 times the speed of a direct buffer: more
   * of it falls out of the L2 cache between the two copies, less pays for more system calls.
   */
  static final int BOUNCE_BYTES = 256 << 10;

  private ByteBuffer bounce; // when first needed
  private long bounceAddress;
  private ByteBuffer[] buffers;
  private boolean intoBuffers;
  private int index;

  /** Stands before the first byte that remains in these; they are read into, or written from. */
  BufferCursor over(ByteBuffer[] buffers, Operation operation) {
    this.buffers = buffers;
    this.intoBuffers = operation == Operation.READ;
    index = 0;
    return this;
  }

  /** Lets go of what it walked. */
  void forget() {
    buffers = null;
  }

  @Override
  public long pack(IovecBatch batch, long limit) {
    long packed = 0;
    int bounced = 0;
    for (int i = index; i < buffers.length && packed < limit && !batch.isFull(); i++) {
      ByteBuffer buffer = buffers[i];
      // Read once: another thread may move it, but never to where the buffer has no memory.
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

  /** Throws where the buffer may not be used, or not any more. */
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
