package io.crossmem.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;

/**
 * The messages of a collective operation. They are told from those of the other operations by a tag
 * of its own, so that what a failed one has left behind is never taken for a part of a later one.
 *
 * <p>A failure does not end an operation at once: that would let the others wait for what is not
 * sent any more. It is kept until {@link #end}; up to then this rank plays its part on, but its
 * messages are empty. Who gets an empty message in place of one with a length has failed, too, and
 * does the same, so that each rank fails whose result depends on what could not be had.
 *
 * <p>The requests are used again and again, so that a steady stream of operations makes no garbage.
 */
final class Steps {
  /** No limit to the messages that are under way at a time. */
  static final int NONE = Integer.MAX_VALUE;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final Data NO_DATA = Data.of(NOTHING);
  private static final int MOST = 8192;
  private static final int COPIED_AT_ONCE = 32 << 10; // stays in the first cache

  /** Longest message that is sent without waiting for its receive. The same in all ranks. */
  final int small;

  private final Engine engine;
  private final Communicator owner;
  private final int[] members;
  private final int context;
  private final EnumMap<DataType, Data> scratch = new EnumMap<>(DataType.class);
  private Window scratchMemory;

  private int tag;
  private Data first; // what the operation works on; null if nothing
  private Data second;
  private Throwable failure;

  private Request[] requests; // a ring; a power of two
  private int oldest;
  private int underWay;
  private int limit;

  Steps(Engine engine, Communicator owner, int context) {
    this.engine = engine;
    this.owner = owner;
    this.members = owner.members();
    this.context = context;
    this.small = Math.min(MOST, engine.maxPayload());
    this.requests = newRequests(16);
  }

  private Request[] newRequests(int count) {
    Request[] made = new Request[count];
    for (int i = 0; i < count; i++) {
      made[i] = new Request(engine);
    }
    return made;
  }

  // ---- the operation

  /** Begins an operation on data that is kept from being given back until {@link #end}. */
  void begin(Data one, Data other) {
    owner.requireOpen();
    if (one != null) {
      one.acquire();
    }
    if (other != null) {
      acquire(other, one);
    }
    first = one;
    second = other;
    tag = tag + 1 & Integer.MAX_VALUE;
    limit = NONE;
  }

  private static void acquire(Data data, Data held) {
    try {
      data.acquire();
    } catch (RuntimeException e) {
      if (held != null) {
        held.release();
      }
      throw e;
    }
  }

  /** From here on at most so many messages are under way at a time. */
  void limit(int most) {
    limit = most;
  }

  /** Waits for all messages; throws what failed first. */
  void end() throws MessageException {
    settle();
    if (first != null) {
      first.release();
      first = null;
    }
    if (second != null) {
      second.release();
      second = null;
    }
    if (failure != null) {
      throwFailure();
    }
  }

  private void throwFailure() throws MessageException {
    Throwable why = failure;
    failure = null;
    if (why instanceof MessageException e) {
      throw e;
    }
    if (why instanceof Error e) {
      throw e;
    }
    throw (RuntimeException) why;
  }

  private void note(Throwable why) {
    if (failure == null) {
      failure = why;
    }
  }

  // ---- messages

  /** Starts to send a part of the data. */
  void send(Data data, long offset, long bytes, int to) {
    if (failure == null
        && bytes <= small
        && engine.trySend(context, data, offset, bytes, members[to], tag)) {
      return;
    }
    Request request = next();
    request
        .set(owner, true, context, data, members[to], tag)
        .part(offset, failure == null ? bytes : 0);
    request.eager = request.length <= small;
    start(request);
  }

  /** Waits for a message without content, of {@link #sendNothing}. */
  void awaitNothing(int from) {
    if (underWay > 0 || engine.tryReceive(owner, context, NOTHING, members[from], tag) == null) {
      receive(NO_DATA, 0, 0, from);
      settle();
    }
  }

  /** Sends a message without content. */
  void sendNothing(int to) {
    send(NO_DATA, 0, 0, to);
  }

  /** Starts to receive so many bytes. */
  void receive(Data into, long offset, long bytes, int from) {
    receive(into, offset, bytes, from, null);
  }

  /** The same, where one side should copy if the message is large. */
  void receive(Data into, long offset, long bytes, int from, Protocol preferred) {
    Request request = prepare(into, offset, bytes, from);
    request.preferred = preferred;
    start(request);
  }

  /**
   * Starts to receive so many bytes, and to put the operation's result on them and on own data in
   * their place. The result may lie where the own data is.
   */
  Request combine(
      Op op,
      Data own,
      long ownOffset,
      boolean ownFirst,
      Data into,
      long offset,
      long bytes,
      int from) {
    Request request = prepare(into, offset, bytes, from);
    if (failure == null) {
      request.reducing(op, own, ownOffset, ownFirst);
    }
    start(request);
    return request;
  }

  private Request prepare(Data into, long offset, long bytes, int from) {
    return next().set(owner, false, context, into, members[from], tag).part(offset, bytes);
  }

  private Request next() {
    if (underWay >= limit) {
      settleOldest();
    }
    if (underWay == requests.length) {
      grow();
    }
    return requests[oldest + underWay & requests.length - 1];
  }

  private void grow() {
    Request[] more = newRequests(2 * requests.length);
    for (int i = 0; i < underWay; i++) {
      more[i] = requests[oldest + i & requests.length - 1];
    }
    requests = more;
    oldest = 0;
  }

  private void start(Request request) {
    try {
      owner.requireOpen();
      engine.start(request);
      underWay++;
    } catch (MessageException | RuntimeException | Error e) {
      note(e);
      request.forget();
    }
  }

  /** Waits until one of those under way is over; it stays among them. */
  void await(Request request) {
    if (request.communicator != null) { // it was started
      engine.await(request);
      check(request);
    }
  }

  /** Waits until all are over. */
  void settle() {
    while (underWay > 0) {
      settleOldest();
    }
  }

  private void settleOldest() {
    Request request = requests[oldest];
    engine.await(request);
    check(request);
    request.forget();
    oldest = oldest + 1 & requests.length - 1;
    underWay--;
  }

  private void check(Request request) {
    try {
      request.requireWhole();
    } catch (MessageException | RuntimeException | Error e) {
      note(e);
    }
  }

  // ---- memory

  /** Memory of this rank's for results that are passed on: {@link Reductions#PIECE} bytes. */
  Data scratch(DataType type) {
    Data data = scratch.get(type);
    if (data == null) {
      data = Data.of(scratchMemory().bytes.duplicate().order(ByteOrder.nativeOrder()), type);
      scratch.put(type, data);
    }
    return data;
  }

  private Window scratchMemory() {
    if (scratchMemory == null) {
      scratchMemory = Scratch.window(Reductions.PIECE);
    }
    return scratchMemory;
  }

  /** Copies inside of this process; through the scratch memory, since either may be an array. */
  void copy(Data from, long fromOffset, Data to, long toOffset, long bytes) {
    Window window = scratchMemory();
    for (long done = 0; done < bytes; ) {
      int length = (int) Math.min(COPIED_AT_ONCE, bytes - done);
      from.copyOut(fromOffset + done, window, 0, length);
      to.copyIn(toOffset + done, window, 0, length);
      done += length;
    }
  }
}
