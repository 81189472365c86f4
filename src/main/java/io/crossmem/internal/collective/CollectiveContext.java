package io.crossmem.internal.collective;

import static io.crossmem.internal.collective.StartedOperations.NOTHING;

import io.crossmem.internal.collective.StartedOperations.Step;
import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.sys.Setting;

/**
 * The messages of a communicator's collective operations, one operation after another. They are
 * told from those of the other operations by a tag of its own, so that what a failed one has left
 * behind is never taken for a part of a later one.
 *
 * <p>A failure does not end an operation at once: that would let the others wait for what is not
 * sent any more. It is kept until {@link #end}; until then this rank goes on as before, but its
 * messages are empty, and what it receives is dropped. Who gets an empty message in place of one
 * with a length has failed, too, and does the same, so that each rank fails whose result depends on
 * what could not be had. For that, nothing that an algorithm calls between {@link #begin} and
 * {@link #end} throws: whatever is thrown below, an {@link OutOfMemoryError} included, is a failure
 * like any other.
 *
 * <p>Any send may have to wait for its receive, however small it is. So all algorithms keep a rule:
 * before a rank waits, it has posted everything without which a rank that it waits for could not go
 * on. In most of them all ranks go through the same rounds, and post the messages of a round before
 * they wait for any of it: then the ranks that are furthest behind wait for nothing that is not
 * posted.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class CollectiveContext {
  /** Up to so many ranks, everyone may talk to everyone. The same in all ranks. */
  static final int FEW = (int) Setting.FEW.number(16);

  /** Bytes of a result that one rank works on at a time; stays in the second cache. */
  static final int PIECE = 256 << 10;

  /** So many large messages of one rank are under way at a time: else they slow each other down. */
  static final int LARGE_AT_ONCE = 4;

  private static final int LONGEST_SMALL = 8192;

  /** Longest message that does not wait for its receive, as a rule. The same in all ranks. */
  final int small;

  final int rank;
  final int size;

  private final Messenger messenger;
  private final Context context;
  private final int[] members;
  private final StartedOperations started;
  private final ScratchMemory scratch = new ScratchMemory(PIECE);
  private final FirstFailure failure = new FirstFailure();

  private boolean running;
  private int tag;
  private Payload first; // what the operation works on; null if nothing
  private Payload second;

  /**
   * Makes one for the members of a context that no other messages use.
   *
   * @param rank this process's place among the members
   */
  public CollectiveContext(Messenger messenger, Context context, int rank) {
    this.messenger = messenger;
    this.context = context;
    this.rank = rank;
    members = context.members();
    size = members.length;
    small = Math.min(LONGEST_SMALL, messenger.maxPayload());
    // It need not grow where each of few ranks sends to all others before it receives.
    started = new StartedOperations(messenger, context, failure, 2 * Math.min(size, FEW));
  }

  // ---- the operation

  /**
   * To be asked before anything is changed that an operation uses.
   *
   * @throws IllegalStateException if none can begin: the communicator is closed, or an operation is
   *     going on, as when an operation on elements calls this
   */
  public void requireReady() {
    if (running) {
      throw new IllegalStateException("a collective operation of this communicator is going on");
    }
    messenger.requireOpen();
  }

  /**
   * Begins an operation on data that is kept from being given back until {@link #end}.
   *
   * @throws IllegalStateException as {@link #requireReady}, or because memory was given back
   *     before; then nothing has begun
   */
  void begin(Payload one, Payload other) {
    requireReady();
    settle(); // something is left where an error tore the end of the last operation
    if (one != null) {
      one.retain();
    }
    if (other != null) {
      retain(other, one);
    }
    first = one;
    second = other;
    tag = tag + 1 & Integer.MAX_VALUE;
    started.reset();
    failure.forget();
    running = true;
  }

  private static void retain(Payload payload, Payload held) {
    try {
      payload.retain();
    } catch (Throwable e) {
      if (held != null) {
        held.release();
      }
      throw e;
    }
  }

  /** From here on at most so many messages are under way at a time. */
  void limit(int most) {
    started.limit(most);
  }

  void removeLimit() {
    started.limit(StartedOperations.NO_LIMIT);
  }

  /** The same, if messages of that length are large. */
  void limitIfLarge(long bytes) {
    if (bytes > small) {
      limit(LARGE_AT_ONCE);
    }
  }

  /** Waits for all messages; throws what failed first. */
  void end() throws CollectiveFailure {
    try {
      settle();
    } finally {
      running = false;
      release(first);
      release(second);
      first = null;
      second = null;
    }
    if (failure.happened()) {
      failure.raise();
    }
  }

  private void release(Payload payload) {
    try {
      if (payload != null) {
        payload.release();
      }
    } catch (Throwable e) {
      failure.note(e);
    }
  }

  // ---- messages

  /** Starts to send a part of the data. */
  void send(Payload data, long offset, long bytes, int to) {
    if (bytes <= small && !failure.happened() && trySend(data, offset, bytes, to)) {
      return;
    }
    Step step = started.next(true, members[to], tag);
    if (!failure.happened()) {
      step.operation
          .send(context, data, members[to], tag)
          .part(offset, bytes)
          .eagerly(bytes <= small);
    }
    started.start(step);
  }

  private boolean trySend(Payload data, long offset, long bytes, int to) {
    try {
      return messenger.trySend(data, offset, bytes, members[to], tag);
    } catch (Throwable e) {
      failure.note(e);
      return false;
    }
  }

  /** Sends a message without content. */
  void sendNothing(int to) {
    send(NOTHING, 0, 0, to);
  }

  /** Waits for a message without content, of {@link #sendNothing}, and for all before it. */
  void awaitNothing(int from) {
    if (!started.isEmpty() || !tryReceiveNothing(from)) {
      receive(NOTHING, 0, 0, from);
      settle();
    }
  }

  private boolean tryReceiveNothing(int from) {
    try {
      return messenger.tryReceive(NOTHING, members[from], tag);
    } catch (Throwable e) {
      failure.note(e);
      return false;
    }
  }

  /** Starts to receive so many bytes. */
  void receive(Payload into, long offset, long bytes, int from) {
    receive(into, offset, bytes, from, null);
  }

  /** The same, where one side should copy if the message is large. */
  void receive(Payload into, long offset, long bytes, int from, Protocol preferred) {
    if (bytes <= small && bytes == into.bytes() && started.isEmpty() && tryTake(into, from)) {
      return;
    }
    started.start(nextReceive(into, offset, bytes, from, preferred));
  }

  /** Receives so many bytes, and waits for all messages. */
  void receiveAndSettle(Payload into, long offset, long bytes, int from, Protocol preferred) {
    Step step = nextReceive(into, offset, bytes, from, preferred);
    if (bytes > small || !started.tryReceive(step)) {
      started.start(step);
      settle();
    }
  }

  private Step nextReceive(Payload into, long offset, long bytes, int from, Protocol preferred) {
    Step step = started.next(false, members[from], tag);
    if (!failure.happened()) {
      step.operation
          .receive(context, into, members[from], tag)
          .part(offset, bytes)
          .preferring(preferred);
    }
    return step;
  }

  private boolean tryTake(Payload into, int from) {
    try {
      return !failure.happened() && messenger.tryTake(into, members[from], tag);
    } catch (Throwable e) {
      failure.note(e);
      return false;
    }
  }

  /** Where one rank serves many, the others do the work; a pair shares it in the best way. */
  Protocol pull() {
    return size > 2 ? Protocol.GET : null;
  }

  Protocol push() {
    return size > 2 ? Protocol.PUT : null;
  }

  /**
   * Receives so many bytes, puts the operation's result on them and on own data in their place, and
   * waits until that is done. The result may lie where the own data is.
   */
  void combine(
      Combiner op,
      Payload own,
      long ownOffset,
      boolean ownFirst,
      Payload into,
      long offset,
      long bytes,
      int from) {
    Step step = started.next(false, members[from], tag);
    if (!failure.happened()) {
      step.operation
          .receive(context, into, members[from], tag)
          .part(offset, bytes)
          .combining(op, own, ownOffset, ownFirst);
    }
    if (bytes > small || !started.tryReceive(step)) {
      started.start(step);
      started.finish(step);
    }
  }

  // ---- waiting

  /** Whether all messages are over, so that what was sent may be changed. */
  boolean isSettled() {
    return started.allDone();
  }

  /** Waits until all are over. */
  void settle() {
    started.settle();
  }

  // ---- memory

  /** Memory of this rank's for results that are passed on: {@link #PIECE} bytes. */
  Payload scratch(ElementType type) {
    try {
      return scratch.as(type);
    } catch (Throwable e) {
      failure.note(e);
      return NOTHING; // which is not looked at, after a failure
    }
  }

  /** Copies inside of this process. */
  void copy(Payload from, long fromOffset, Payload to, long toOffset, long bytes) {
    if (failure.happened()) {
      return;
    }
    try {
      scratch.copy(from, fromOffset, to, toOffset, bytes);
    } catch (Throwable e) {
      failure.note(e);
    }
  }

  /** Copies all, unless the one is the other. */
  void copyUnlessSame(Payload from, Payload to) {
    if (from != to) {
      copy(from, 0, to, 0, from.bytes());
    }
  }
}
