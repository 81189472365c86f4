package io.crossmem;

import io.crossmem.internal.process.IovecBatch;
import io.crossmem.internal.process.SingleCopy;
import io.crossmem.internal.sys.NativeSegment;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Transfers of any number of spans and bytes, by as many system calls as needed. Finds the reason
 * if a transfer stops early.
 *
 * <p>An instance holds the memory outside the heap that the calls need. Instances are pooled, not
 * thread-local: otherwise a million virtual threads would need a million of them.
 */
final class Transfer {
  private static final int SLOTS =
      Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors())) * 2;
  private static final AtomicReferenceArray<Transfer> POOL = new AtomicReferenceArray<>(SLOTS);

  private final IovecBatch locals = new IovecBatch();
  private final IovecBatch remotes = new IovecBatch();

  private final BufferCursor localBuffers = new BufferCursor();
  private final SpanCursor localSpans = new SpanCursor();
  private final SpanCursor remoteSpans = new SpanCursor();
  private final OneSpan oneSpan = new OneSpan();
  private final ByteBuffer[] oneBuffer = new ByteBuffer[1];
  private final ByteBuffer probed = OffHeap.allocate(1);

  private Transfer() {}

  /** Between buffers of this process, whose positions advance, and spans of the other. */
  static long copy(Attachment attachment, Operation operation, ByteBuffer[] local, Spans remote)
      throws ProcessMemoryException {
    Transfer transfer = acquire();
    try {
      return transfer.run(attachment, operation, local, remote, false);
    } finally {
      transfer.release();
    }
  }

  /** Between one buffer and one span of the other process, without garbage. */
  static long copy(
      Attachment attachment, Operation operation, ByteBuffer local, long address, boolean fully)
      throws ProcessMemoryException {
    Transfer transfer = acquire();
    try {
      transfer.oneBuffer[0] = local;
      transfer.oneSpan.set(address, local.remaining());
      return transfer.run(attachment, operation, transfer.oneBuffer, transfer.oneSpan, fully);
    } finally {
      transfer.oneBuffer[0] = null;
      transfer.release();
    }
  }

  /** Copies between a whole segment and one span of the other process. */
  static long copy(
      Attachment attachment, Operation operation, NativeSegment local, long address, boolean fully)
      throws ProcessMemoryException {
    for (long done = 0; done < local.bytes(); ) {
      long moved = attachment.segment(operation, local.from(done), address + done);
      if (moved == SingleCopy.NOT_HELD) {
        return copyPieces(attachment, operation, local.from(done), address + done, fully) + done;
      }
      if (moved < 0) {
        throw failure(attachment, operation, (int) -moved, done, local, address);
      }
      done += moved;
      // A short count hides its errno. A second call at the fault returns it.
      if (!fully) {
        return done;
      }
    }
    return local.bytes();
  }

  /** The same through buffers; those whose memory may be freed are copied like heap buffers. */
  private static long copyPieces(
      Attachment attachment, Operation operation, NativeSegment local, long address, boolean fully)
      throws ProcessMemoryException {
    Transfer transfer = acquire();
    try {
      transfer.oneSpan.set(address, local.bytes());
      return transfer.run(attachment, operation, local.pieces(), transfer.oneSpan, fully);
    } finally {
      transfer.release();
    }
  }

  private static ProcessMemoryException failure(
      Attachment attachment,
      Operation operation,
      int errno,
      long done,
      NativeSegment local,
      long address) {
    Transfer transfer = acquire();
    try {
      transfer.oneSpan.set(address, local.bytes());
      return transfer.failure(
          attachment,
          operation,
          errno,
          done,
          local.address() + done,
          transfer.oneSpan,
          address + done);
    } finally {
      transfer.release();
    }
  }

  /** Between spans on both sides. */
  static long copy(Attachment attachment, Operation operation, Spans local, Spans remote)
      throws ProcessMemoryException {
    Transfer transfer = acquire();
    try {
      return transfer.run(attachment, operation, transfer.localSpans.over(local), remote, false);
    } finally {
      transfer.release();
    }
  }

  private static Transfer acquire() {
    for (int i = 0; i < SLOTS; i++) {
      Transfer transfer = POOL.getPlain(i) == null ? null : POOL.getAndSet(i, null);
      if (transfer != null) {
        return transfer;
      }
    }
    return new Transfer();
  }

  /** Returns it to the pool; if the pool is full, it becomes garbage. */
  private void release() {
    localBuffers.forget();
    localSpans.forget();
    remoteSpans.forget();
    for (int i = 0; i < SLOTS; i++) {
      if (POOL.getPlain(i) == null && POOL.compareAndSet(i, null, this)) {
        return;
      }
    }
  }

  private long run(
      Attachment attachment, Operation operation, ByteBuffer[] local, Spans remote, boolean fully)
      throws ProcessMemoryException {
    try {
      return run(attachment, operation, localBuffers.over(local, operation), remote, fully);
    } finally {
      Reference.reachabilityFence(local);
    }
  }

  /**
   * Copies until one side is used up or memory cannot be copied.
   *
   * @param fully whether stopping early is an error even after the first byte
   * @return bytes copied; both cursors are after them
   */
  private long run(
      Attachment attachment, Operation operation, Cursor local, Spans span, boolean fully)
      throws ProcessMemoryException {
    Cursor remote = remoteSpans.over(span);
    long done = 0;
    while (true) {
      locals.clear();
      remotes.clear();
      long offered = local.pack(locals, Syscalls.MAX_RW_COUNT);
      long wanted = remote.pack(remotes, offered);
      if (wanted == 0) {
        return done;
      }
      long moved = attachment.vectors(operation, locals, remotes);
      if (moved < 0) {
        if (done > 0 && !fully) {
          return done;
        }
        throw failure(
            attachment, operation, (int) -moved, done, local.address(), span, remote.address());
      }
      local.advance(moved);
      remote.advance(moved);
      done += moved;
      // A short count has no errno: the next call, which starts at the fault, returns it.
      if (moved < wanted && !fully) {
        return done;
      }
    }
  }

  private ProcessMemoryException failure(
      Attachment attachment,
      Operation operation,
      int errno,
      long done,
      long local,
      Spans spans,
      long remote) {
    String detail = null;
    if (errno == Errno.EFAULT.number()) {
      detail =
          isLocalFault(attachment, operation, local, remote)
              ? operation.localFault(Failure.hex(local))
              : operation.remoteFault();
    } else if (errno == Errno.ESRCH.number() && attachment.hasEnded()) {
      detail = "the process has ended";
    }
    return Failure.transfer(operation, attachment.pid, spans, errno, done, remote, detail);
  }

  /**
   * The kernel does not say whose memory faulted. Reading one byte from the source side shows it.
   */
  private boolean isLocalFault(
      Attachment attachment, Operation operation, long local, long remote) {
    boolean reading = operation == Operation.READ;
    long pid = reading ? attachment.pid : ProcessHandle.current().pid();
    locals.clear();
    remotes.clear();
    locals.add(Syscalls.directAddress(probed), 1);
    remotes.add(reading ? remote : local, 1);
    long read = SingleCopy.readBare((int) pid, locals.address(), 1, remotes.address(), 1, 0);
    return reading == (read == 1);
  }

  /** A mutable span, to avoid garbage. */
  private static final class OneSpan implements Spans {
    private long address;
    private long length;

    void set(long newAddress, long newLength) {
      address = newAddress;
      length = newLength;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public long address(int index) {
      return address;
    }

    @Override
    public long length(int index) {
      return length;
    }
  }
}
