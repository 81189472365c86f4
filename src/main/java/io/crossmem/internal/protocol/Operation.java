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
 * One send or receive. It says what is to be done, where that stands, and what came of it; it knows
 * neither the engine nor a communicator. Used again and again: after the call that waited for it,
 * or, where none does, as soon as it has told its listener.
 *
 * <pre>
 *   IDLE --send, receive--> PREPARED --start--> UNDER_WAY --complete, fail--> DONE --forget--> IDLE
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // the state is published as a number, without a barrier
public final class Operation extends LinkedQueue.Link<Operation> implements Condition {
  /** As a source or tag: any. */
  public static final int ANY = -1;

  private static final VarHandle STATE = state();

  /** Where it stands; see the picture above. */
  private enum State {
    IDLE,
    PREPARED,
    UNDER_WAY,
    DONE
  }

  @SuppressWarnings("UnusedVariable") // it is read by STATE
  private int state; // the ordinal: a number is published without the collector's barriers

  // What is to be done.
  private Context context;
  private boolean isSend;
  private int peer; // rank in the group, or ANY
  private int tag;
  private Payload payload;
  private long offset; // bytes of the payload before the message
  private long length; // bytes of the message, or of the room for it
  private Combination combination; // what a receive does with the message; null: it keeps it
  private Combination ownCombination; // made once
  private BufferPayload ownView; // made once
  private Protocol preferred;
  private boolean eager;

  // What came of it.
  private FailureCause failure;
  private int source;
  private int foundTag;
  private long bytes;

  private Listener listener; // null: the caller looks, and says when it is not needed
  private Object request; // for the listener
  private Operation nextEnded; // of those that have told their listeners: see Completions

  private LinkedQueue.Link<Operation> byKey; // made when it is first needed
  private boolean keepsMemory; // the payload is never released
  private Thread waiter; // under the lock: a virtual thread that is parked until it is done

  /** Who is told what came of an operation that its caller does not wait for. */
  public interface Listener {
    /**
     * The operation is over, and is used for another message soon. Called under the engine's lock;
     * it must not throw.
     *
     * @param request what was given with the listener
     */
    void onDone(Operation operation, Object request);
  }

  private static VarHandle state() {
    try {
      return MethodHandles.lookup().findVarHandle(Operation.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** To send all of a payload. */
  public Operation send(Context in, Payload what, int dest, int label) {
    return prepare(in, true, what, dest, label);
  }

  /** To receive into a payload. */
  public Operation receive(Context in, Payload into, int from, int label) {
    return prepare(in, false, into, from, label);
  }

  private Operation prepare(Context in, boolean send, Payload what, int other, int label) {
    context = in;
    isSend = send;
    payload = what;
    offset = 0;
    length = what.bytes();
    peer = other;
    tag = label;
    combination = null;
    preferred = null;
    eager = false;
    failure = null;
    source = 0;
    foundTag = 0;
    bytes = 0;
    keepsMemory = false;
    STATE.set(this, State.PREPARED.ordinal());
    return this;
  }

  /** A view of a buffer for as long as this operation is in use; made once. */
  public BufferPayload view(ByteBuffer buffer) {
    if (ownView == null) {
      ownView = new BufferPayload(ElementType.BYTE);
    }
    return ownView.view(buffer);
  }

  /** The same of a buffer whose position and limit may change meanwhile. */
  public BufferPayload viewOwn(ByteBuffer buffer) {
    return view(buffer).viewOwn(buffer);
  }

  /** Whom to tell when it is over: then it is the engine's. Returns what was to be told. */
  public Object telling(Listener who, Object about) {
    Object before = request;
    listener = who;
    request = about;
    return before;
  }

  /** Only a part of the payload. */
  public Operation part(long from, long bytesOfIt) {
    offset = from;
    length = bytesOfIt;
    return this;
  }

  /** To combine the message with data of this process's. */
  public Operation combining(Combiner op, Payload own, long ownOffset, boolean ownFirst) {
    if (ownCombination == null) {
      ownCombination = new Combination();
    }
    combination = ownCombination.set(op, own, ownOffset, ownFirst);
    return this;
  }

  /** The protocol to take where there is a choice; null: the fastest for two alone. */
  public Operation preferring(Protocol protocol) {
    preferred = protocol;
    return this;
  }

  /** To be copied into the ring whatever the threshold is, as long as the receiver allows that. */
  public Operation eagerly(boolean now) {
    eager = now;
    return this;
  }

  /** Lets go of what it was given, before it is used again. It must not be under way. */
  public void forget() {
    payload = null;
    context = null;
    if (combination != null) {
      combination.forget();
      combination = null;
    }
    if (ownView != null) {
      ownView.forget();
    }
    failure = null;
    listener = null;
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

  public boolean isEager() {
    return eager;
  }

  /** Whether it takes a message of this key. */
  boolean accepts(int inContext, int from, int label) {
    return context.id() == inContext
        && (peer == from || peer == ANY)
        && (tag == label || tag == ANY);
  }

  /** Its place in the table of receives that wait. */
  LinkedQueue.Link<Operation> byKey() {
    if (byKey == null) {
      byKey = new LinkedQueue.Link<>(this);
    }
    return byKey;
  }

  /** Whether it is in that table. */
  boolean isIndexed() {
    return byKey != null && byKey.isQueued();
  }

  // ---- its life, under the engine's lock

  /**
   * Keeps the memory from here on.
   *
   * @throws IllegalStateException if the memory was given back; then nothing has changed
   */
  public void begin() {
    context.retain(payload);
    STATE.set(this, State.UNDER_WAY.ordinal());
  }

  /** It was not started after all. */
  public void revoke() {
    payload.release();
    STATE.set(this, State.PREPARED.ordinal());
  }

  public boolean isUnderWay() {
    return (int) STATE.get(this) == State.UNDER_WAY.ordinal();
  }

  /** Another process may write into the payload's memory for ever. */
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

  /** Who waits in another thread is woken after a fence, when the engine's lock is given back. */
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

  /** Chains it to others that have told their listeners; returns the one it was chained to. */
  public Operation chain(Operation next) {
    Operation before = nextEnded;
    nextEnded = next;
    return before;
  }

  // ---- for those who wait

  /** Whether it is over: then everything below may be asked by the thread that has seen it. */
  @Override
  public boolean isDone() {
    return (int) STATE.getAcquire(this) == State.DONE.ordinal();
  }

  /** Why it failed; null if it did not. */
  public FailureCause failure() {
    return failure;
  }

  /** Who sent the message; a rank in the group. */
  public int source() {
    return source;
  }

  /** The message's tag. */
  public int foundTag() {
    return foundTag;
  }

  /** Bytes of the message. */
  public long bytes() {
    return bytes;
  }

  /** The virtual thread to unpark when it is done; null if there is none. */
  public Thread waiter() {
    return waiter;
  }

  public void setWaiter(Thread thread) {
    waiter = thread;
  }
}
