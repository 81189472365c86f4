package io.crossmem.internal.protocol;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.Combination;
import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * One send or receive: its arguments, its state and its outcome. It does not depend on the engine
 * or a communicator. It is reused after the call that waited for it, or after it has notified its
 * listener.
 *
 * <pre>
 *   IDLE --send, receive--> PREPARED --start--> UNDER_WAY --complete, fail--> DONE --forget--> IDLE
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // the state is published as an int, without a GC barrier
public final class Operation extends LinkedQueue.Link<Operation> implements Condition {
  /** As a source or tag: any. */
  public static final int ANY = -1;

  private static final VarHandle STATE = state();

  /** See the picture above. */
  private enum State {
    IDLE,
    PREPARED,
    UNDER_WAY,
    DONE
  }

  @SuppressWarnings("UnusedVariable") // read through STATE
  private int state; // the ordinal: an int is published without GC barriers

  // The arguments.
  private Context context;
  private boolean isSend;
  private int peer; // rank in the group, or ANY
  private int tag;
  private Payload payload;
  private long offset; // of the message in the payload, in bytes
  private long length; // of the message or the receive buffer, in bytes
  private Combination combination; // how a receive combines the message; null: it stores it
  private Combination ownCombination; // made once
  private BufferPayload ownView; // made once
  private Protocol preferred;
  private SendMode mode;

  // The outcome.
  private FailureCause failure;
  private int source;
  private int foundTag;
  private long bytes;

  private Listener listener; // null: the caller checks the state, and releases the operation
  private Object request; // for the listener
  private Operation nextEnded; // the next one that has notified its listener: see Completions
  final LinkedQueue.Link<Operation> byKey = new LinkedQueue.Link<>(this); // in a TagTable
  private boolean keepsMemory; // the payload is never released
  private Thread waiter; // under the lock: a parked virtual thread to unpark

  /** Is notified, under the engine's lock, with the request that was set; must not throw. */
  public interface Listener {
    /** The engine is about to start the operation. */
    default void onStart(Operation operation, Object request) {}

    /** The operation is complete, and will be reused soon. */
    void onDone(Operation operation, Object request);
  }

  private static VarHandle state() {
    try {
      return MethodHandles.lookup().findVarHandle(Operation.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Prepares it to send all of a payload. */
  public Operation send(Context in, Payload what, int dest, int label) {
    setListener(null, null);
    return prepare(in, true, what, dest, label);
  }

  /** Prepares it to receive into a payload. */
  public Operation receive(Context in, Payload into, int from, int label) {
    return receive(in, into, from, label, null, null);
  }

  /** The same for the engine, which then owns the operation. */
  public Operation receive(
      Context in, Payload into, int from, int label, Listener done, Object argument) {
    setListener(done, argument);
    return prepare(in, false, into, from, label);
  }

  private Operation prepare(Context in, boolean send, Payload what, int other, int label) {
    if (context != in) { // storing a reference costs more, because of the GC's barrier
      context = in;
    }
    isSend = send;
    payload = what;
    offset = 0;
    length = what.bytes();
    peer = other;
    tag = label;
    combination = null;
    preferred = null;
    if (mode != SendMode.STANDARD) {
      mode = SendMode.STANDARD;
    }
    failure = null;
    source = 0;
    foundTag = 0;
    bytes = 0;
    keepsMemory = false;
    STATE.set(this, State.PREPARED.ordinal());
    return this;
  }

  /** A view of a buffer, valid while this operation is in use; made once. */
  public BufferPayload view(ByteBuffer buffer) {
    if (ownView == null) {
      ownView = new BufferPayload(ElementType.BYTE);
    }
    return ownView.view(buffer);
  }

  /** The same for a buffer whose position and limit may change meanwhile. */
  public BufferPayload viewOwn(ByteBuffer buffer) {
    return view(buffer).viewOwn(buffer);
  }

  /** Sets the listener; the engine then owns the operation. Returns the previous request. */
  public Object setListener(Listener newListener, Object argument) {
    Object before = request;
    if (listener != newListener) {
      listener = newListener;
    }
    request = argument;
    return before;
  }

  /** Uses only a part of the payload. */
  public Operation part(long from, long bytesOfIt) {
    offset = from;
    length = bytesOfIt;
    return this;
  }

  /** Combines the message with data of this process. */
  public Operation combining(Combiner op, Payload own, long ownOffset, boolean ownFirst) {
    if (ownCombination == null) {
      ownCombination = new Combination();
    }
    combination = ownCombination.set(op, own, ownOffset, ownFirst);
    return this;
  }

  /** The preferred protocol; null: the fastest for two ranks alone. */
  public Operation preferring(Protocol protocol) {
    preferred = protocol;
    return this;
  }

  /** Sets how to send it; STANDARD if this is not called. */
  public Operation mode(SendMode how) {
    mode = how;
    return this;
  }

  /** Clears references to large objects before it is reused. It must not be under way. */
  public void forget() {
    payload = null;
    if (combination != null) {
      combination.forget();
      combination = null;
    }
    if (ownView != null) {
      ownView.forget();
    }
    failure = null;
    request = null;
    waiter = null;
    STATE.set(this, State.IDLE.ordinal());
  }

  public Context context() {
    return context;
  }

  public boolean isSend() {
    return isSend;
  }

  public int peer() {
    return peer;
  }

  public int tag() {
    return tag;
  }

  public Payload payload() {
    return payload;
  }

  public long offset() {
    return offset;
  }

  public long length() {
    return length;
  }

  public Combination combination() {
    return combination;
  }

  public Protocol preferred() {
    return preferred;
  }

  public SendMode mode() {
    return mode;
  }

  /** Whether it matches a message with this key. */
  boolean accepts(int inContext, int from, int label) {
    return context.id() == inContext
        && (peer == from || peer == ANY)
        && (tag == label || tag == ANY);
  }

  // ---- its life, under the engine's lock

  /**
   * Retains the memory from now on.
   *
   * @throws IllegalStateException if the memory was already freed; then nothing has changed
   */
  public void begin() {
    context.retain(payload);
    STATE.set(this, State.UNDER_WAY.ordinal());
  }

  /** Undoes {@link #begin}: it was not started. */
  public void revoke() {
    payload.release();
    STATE.set(this, State.PREPARED.ordinal());
  }

  public boolean isUnderWay() {
    return (int) STATE.get(this) == State.UNDER_WAY.ordinal();
  }

  /** Never frees the payload's memory, since another process may still write into it. */
  public void keepMemory() {
    keepsMemory = true;
  }

  void complete(int from, int messageTag, long messageBytes) {
    source = from;
    foundTag = messageTag;
    bytes = messageBytes;
    finish();
  }

  void fail(FailureCause why) {
    failure = why;
    finish();
  }

  /** A waiting thread is woken after a fence, when the engine's lock is released. */
  private void finish() {
    if (!keepsMemory) {
      payload.release();
    }
    STATE.setRelease(this, State.DONE.ordinal());
    if (listener != null) {
      listener.onDone(this, request);
    }
  }

  boolean hasListener() {
    return listener != null;
  }

  /** Links it to others that have notified their listeners; returns its previous link. */
  public Operation chain(Operation next) {
    Operation before = nextEnded;
    nextEnded = next;
    return before;
  }

  // ---- for waiting threads

  /** Whether it is complete: then the thread that has seen this may call all methods below. */
  @Override
  public boolean isDone() {
    return (int) STATE.getAcquire(this) == State.DONE.ordinal();
  }

  /** Why it failed; null if it did not. */
  public FailureCause failure() {
    return failure;
  }

  /** The sender of the message; a rank in the group. */
  public int source() {
    return source;
  }

  /** The message's tag. */
  public int foundTag() {
    return foundTag;
  }

  /** Length of the message in bytes. */
  public long bytes() {
    return bytes;
  }

  /** The virtual thread to unpark at completion; null if there is none. */
  public Thread waiter() {
    return waiter;
  }

  public void setWaiter(Thread thread) {
    waiter = thread;
  }
}
