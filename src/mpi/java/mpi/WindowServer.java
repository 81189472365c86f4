package mpi;

import static mpi.WindowRequests.DONE;
import static mpi.WindowRequests.HEAD_LONGS;
import static mpi.WindowRequests.HEAD_TAG;
import static mpi.WindowRequests.OUTSIDE;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageException;
import io.crossmem.message.MessageTimeoutException;
import io.crossmem.message.PeerFailedException;
import io.crossmem.message.Request;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import mpi.WindowRequests.Kind;

/**
 * The thread that answers the requests of other ranks for a window on several nodes, so that the
 * program in the target need not call MPI. Each rank has one for each such window. Only this thread
 * uses the locks.
 */
final class WindowServer implements Runnable, LockQueue.Ranks {
  /** This rank's memory of the window. */
  interface Memory {
    /** Null if not all of it is in the window. */
    ByteBuffer part(long offset, int bytes);
  }

  /** How often to check, while ranks wait for a lock, whether its holder lives. */
  private static final Duration CHECK = Duration.ofMillis(50);

  final AtomicIntegerArray posted; // exposure epochs begun for this rank, by target
  final AtomicIntegerArray completed; // access epochs that ended here, by origin
  private final Communicator messages;
  private final Memory memory;
  private final LockQueue lock = new LockQueue(this);
  private final LockQueue combining = new LockQueue(this);
  private final Thread thread = new Thread(this, "crossmem window");
  private int source = Communicator.ANY_SOURCE;

  WindowServer(Communicator messages, Memory memory) {
    this.messages = messages;
    this.memory = memory;
    posted = new AtomicIntegerArray(messages.size());
    completed = new AtomicIntegerArray(messages.size());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Waits until the thread has ended, after {@code CLOSE}. */
  void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      long[] head = new long[HEAD_LONGS];
      Data received = Data.of(head);
      boolean goesOn = true;
      while (goesOn) {
        goesOn = serve(awaitHead(received), head);
      }
    } catch (MessageException | RuntimeException e) {
      // MPI was finalized: there are no more requests
    }
  }

  /** Waits for the next request; returns the rank that sent it. */
  private int awaitHead(Data head) throws MessageException {
    try {
      return receiveHead(head);
    } catch (PeerFailedException e) {
      source = messages.rank(); // the only one that is left
      return receiveHead(head);
    }
  }

  private int receiveHead(Data head) throws MessageException {
    if (!isAnyWaiting()) {
      return messages.recv(head, source, HEAD_TAG).source();
    }
    Request request = messages.irecv(head, source, HEAD_TAG);
    while (isAnyWaiting()) {
      try {
        return request.await(CHECK).source();
      } catch (MessageTimeoutException e) {
        lock.refuseIfHolderFailed();
        combining.refuseIfHolderFailed();
      }
    }
    return request.await().source();
  }

  private boolean isAnyWaiting() {
    return lock.isAnyWaiting() || combining.isAnyWaiting();
  }

  /** Returns false after the last request. */
  private boolean serve(int origin, long... head) throws MessageException {
    int tag = (int) head[1];
    try {
      switch (Kind.of(head[0])) {
        case READ -> read(origin, tag, blocks(origin, head));
        case WRITE -> write(origin, tag, blocks(origin, head));
        case LOCK_ALONE -> lock.add(origin, tag, true);
        case UNLOCK_ALONE, UNLOCK_SHARED -> lock.release(origin);
        case LOCK_SHARED -> lock.add(origin, tag, false);
        case COMBINE -> combining.add(origin, tag, true);
        case END_COMBINING -> combining.release(origin);
        case POST -> posted.incrementAndGet(origin);
        case COMPLETE -> completed.incrementAndGet(origin);
        case CLOSE -> {
          return false;
        }
      }
    } catch (PeerFailedException e) {
      // the origin has ended and needs no answer
    }
    return true;
  }

  private ByteBlocks blocks(int origin, long... head) throws MessageException {
    if (head[2] <= 1) {
      return ByteBlocks.one(head[4], (int) head[3]);
    }
    long[] all = new long[2 * (int) head[2]];
    messages.recv(Data.of(all), origin, (int) head[1] + 1);
    return ByteBlocks.of(all);
  }

  /** The parts of memory; null if one is not in the window. */
  private ByteBuffer[] parts(ByteBlocks blocks) {
    ByteBuffer[] parts = new ByteBuffer[blocks.offsets.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = memory.part(blocks.offsets[i], blocks.lengths[i]);
      if (parts[i] == null) {
        return null;
      }
    }
    return parts;
  }

  private void read(int origin, int tag, ByteBlocks blocks) throws MessageException {
    ByteBuffer[] parts = parts(blocks);
    answer(origin, tag, parts == null ? OUTSIDE : DONE);
    if (parts != null) {
      ByteBuffer all = parts[0];
      if (parts.length > 1) {
        all = MPI.newByteBuffer(blocks.bytes());
        for (ByteBuffer part : parts) {
          all.put(part);
        }
        all.flip();
      }
      messages.send(Data.of(all, DataType.BYTE), origin, tag);
    }
  }

  private void write(int origin, int tag, ByteBlocks blocks) throws MessageException {
    ByteBuffer[] parts = parts(blocks);
    boolean isInPlace = parts != null && parts.length == 1;
    ByteBuffer all = isInPlace ? parts[0] : MPI.newByteBuffer(blocks.bytes());
    messages.recv(Data.of(all, DataType.BYTE), origin, tag + 1);
    int at = 0;
    for (int i = 0; !isInPlace && parts != null && i < parts.length; i++) {
      parts[i].put(0, all, at, blocks.lengths[i]);
      at += blocks.lengths[i];
    }
    answer(origin, tag, parts == null ? OUTSIDE : DONE);
  }

  private void answer(int origin, int tag, long answer) throws MessageException {
    messages.send(Data.of(new long[] {answer}), origin, tag);
  }

  @Override
  public boolean isAlive(int rank) {
    try {
      messages.iprobe(rank, Tags.UNUSED);
      return true;
    } catch (MessageException e) {
      return false;
    }
  }

  @Override
  public boolean tryGrant(int origin, int tag) {
    return tryAnswer(origin, tag, DONE);
  }

  @Override
  public void refuse(int origin, int tag, int holder) {
    tryAnswer(origin, tag, WindowRequests.failed(holder));
  }

  /** False if the origin has failed. */
  private boolean tryAnswer(int origin, int tag, long answer) {
    try {
      answer(origin, tag, answer);
      return true;
    } catch (MessageException e) {
      return false;
    }
  }
}
