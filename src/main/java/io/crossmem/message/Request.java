package io.crossmem.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * A send or receive that goes on while its caller does something else. It moves forward whenever
 * any thread is inside a method of the communicator or of a request: there is no thread behind it.
 *
 * <p>Until it is over, its buffer belongs to it, and is kept from being collected by it. Safe for
 * use by several threads.
 */
public final class Request implements Condition {
  private static final VarHandle DONE = done();

  final Engine engine;
  Communicator communicator;
  int context;
  int peer; // rank in the segment, or ANY_SOURCE
  int tag;
  boolean isSend;

  Data data;
  long offset; // bytes of the data before the message
  long length; // bytes of the message, or of the room for it
  Reduction reduction; // what a receive does with the message; null: it keeps it

  Protocol preferred; // where there is a choice; null: the fastest for two alone
  boolean eager; // a send that is copied into the ring whatever the threshold: it waits for nobody

  private boolean keepsMemory; // once it is over, and for ever
  private BufferData buffer; // made once, for a request that is used again
  private Reduction ownReduction; // likewise

  @SuppressWarnings("UnusedVariable") // it is read by DONE
  private boolean done;

  private Throwable failure;
  private boolean cancelled;
  private int source;
  private int foundTag;
  private long bytes;

  Request(Engine engine) {
    this.engine = engine;
  }

  /** What it is to do; all of {@code what}, as a rule. */
  Request set(Communicator owner, boolean send, int inContext, Data what, int other, int label) {
    communicator = owner;
    isSend = send;
    context = inContext;
    data = what;
    offset = 0;
    length = what.bytes();
    peer = other;
    tag = label;
    reduction = null;
    preferred = null;
    eager = false;
    keepsMemory = false;
    done = false;
    failure = null;
    cancelled = false;
    return this;
  }

  /** Only a part of the data. */
  Request part(long from, long bytesOfIt) {
    offset = from;
    length = bytesOfIt;
    return this;
  }

  /** To combine the message with data of this process's. */
  Request reducing(Op op, Data own, long ownOffset, boolean ownFirst) {
    if (ownReduction == null) {
      ownReduction = new Reduction();
    }
    reduction = ownReduction.set(op, own, ownOffset, ownFirst);
    return this;
  }

  /** A view of a buffer that lives as long as this request is in use. */
  BufferData view(ByteBuffer bytesToView, String name) {
    Objects.requireNonNull(bytesToView, name);
    if (buffer == null) {
      buffer = new BufferData(DataType.BYTE);
    }
    buffer.view(bytesToView);
    return buffer;
  }

  /** Lets go of what the caller gave, before this is used again. */
  void forget() {
    data = null;
    if (reduction != null) {
      reduction.forget();
      reduction = null;
    }
    communicator = null;
    if (buffer != null) {
      buffer.forget();
    }
  }

  boolean isCollective() {
    return isCollective(context);
  }

  /** Whether messages of collective operations are sent in it. */
  static boolean isCollective(int context) {
    return (context & 1) == 1;
  }

  boolean matches(int messageContext, int from, int messageTag) {
    return context == messageContext
        && (peer == from || peer == Communicator.ANY_SOURCE)
        && (tag == messageTag || tag == Communicator.ANY_TAG);
  }

  void completeReceive(int from, int messageTag, long messageBytes) {
    source = from;
    foundTag = messageTag;
    bytes = messageBytes;
    finish();
  }

  void completeSend() {
    source = engine.rank();
    foundTag = tag;
    bytes = length;
    finish();
  }

  void fail(Throwable why) {
    failure = why;
    finish();
  }

  /** Because another process may still write there: a closed buffer is then not given back. */
  void keepMemory() {
    keepsMemory = true;
  }

  private static VarHandle done() {
    try {
      return MethodHandles.lookup().findVarHandle(Request.class, "done", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Who waits in another thread is woken after a fence, when the engine's lock is given back. */
  private void finish() {
    if (!keepsMemory) {
      data.release();
    }
    DONE.setRelease(this, true);
    engine.completed();
  }

  /**
   * Whether it is over. Other than {@link #test} this moves nothing forward.
   *
   * @return whether {@link #await} returns or throws at once
   */
  @Override
  public boolean isDone() {
    return (boolean) DONE.getAcquire(this);
  }

  /**
   * Waits until it is over. Not interruptible, as MPI's calls are not.
   *
   * @return source, tag and length of the message; of a send, what was sent
   * @throws TruncationException if the message did not fit
   * @throws PeerFailedException if the other rank is gone
   * @throws MessageException if it failed for another reason
   * @throws CancellationException if it was cancelled
   */
  public Status await() throws MessageException {
    engine.await(this);
    check();
    return status();
  }

  /**
   * Moves messages forward, without waiting.
   *
   * @return whether it is over; then {@link #await} returns or throws at once
   */
  public boolean test() {
    if (!isDone()) {
      engine.look();
    }
    return (boolean) DONE.getAcquire(this);
  }

  /**
   * Takes a receive back that no message has found yet. A send cannot be taken back.
   *
   * @return whether it was taken back; if so, {@link #await} throws {@link CancellationException}
   */
  public boolean cancel() {
    return engine.cancel(this);
  }

  void cancelled() {
    cancelled = true;
    finish();
  }

  /**
   * Waits for all.
   *
   * @param requests to wait for
   * @throws NullPointerException if one is null
   * @throws MessageException the first failure, after all are over; the others are suppressed in it
   * @throws CancellationException if one was cancelled, and none failed
   */
  public static void awaitAll(Request... requests) throws MessageException {
    Exception first = null;
    for (Request request : requests) {
      try {
        Objects.requireNonNull(request, "request").await();
      } catch (MessageException | CancellationException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first instanceof MessageException failed) {
      throw failed;
    }
    if (first instanceof CancellationException cancelled) {
      throw cancelled;
    }
  }

  /**
   * Waits until one is over.
   *
   * @param requests of one process's communicators, at least one
   * @return the index of one that is over; its {@link #await} returns or throws at once
   * @throws NullPointerException if one is null
   * @throws IllegalArgumentException if there are none
   */
  public static int awaitAny(Request... requests) {
    if (requests.length == 0) {
      throw new IllegalArgumentException("no requests to wait for");
    }
    AnyOf any = new AnyOf(requests.clone());
    requests[0].engine.await(any);
    return any.index();
  }

  /** Throws what it failed with; and if less was received than there is room for. */
  void requireWhole() throws MessageException {
    check();
    if (bytes != length) {
      throw new MessageException(
          "rank %d sent %d bytes instead of %d: it failed in this operation, or was called otherwise"
              .formatted(communicator.rankOf(source), bytes, length));
    }
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Throws what it failed with. */
  void check() throws MessageException {
    if (cancelled) {
      throw new CancellationException("the receive was cancelled");
    }
    if (failure instanceof MessageException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  Status status() {
    return communicator.status(source, foundTag, bytes);
  }

  private static final class AnyOf implements Condition {
    private final Request[] requests;

    AnyOf(Request... requests) {
      this.requests = requests;
    }

    @Override
    public boolean isDone() {
      return index() >= 0;
    }

    int index() {
      for (int i = 0; i < requests.length; i++) {
        if (requests[i].isDone()) {
          return i;
        }
      }
      return -1;
    }
  }
}
