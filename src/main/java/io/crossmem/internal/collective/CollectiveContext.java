package io.crossmem.internal.collective;

import static io.crossmem.internal.collective.StartedOperations.NOTHING;

import io.crossmem.internal.collective.StartedOperations.Step;
import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.SendMode;
import io.crossmem.internal.sys.Setting;
import java.util.Arrays;

/**
 * The messages of a communicator's collective operations, one operation after another. Each
 * operation has its own tag, so that messages that a failed operation has left behind are never
 * received by a later one.
 *
 * <p>A failure does not end an operation immediately, since other ranks would then wait forever for
 * this rank's messages. It is stored until {@link #end}. Until then this rank continues, but sends
 * empty messages and drops what it receives. A rank that receives an empty message instead of data
 * fails too and does the same, so that every rank fails whose result depends on the missing data.
 * For this reason nothing that an algorithm calls between {@link #begin} and {@link #end} throws:
 * any exception or error, including {@link OutOfMemoryError}, is stored as a failure.
 *
 * <p>Any send, even a small one, may have to wait for its receive. So all algorithms follow one
 * rule: before a rank waits, it posts everything that the ranks it waits for need to continue. In
 * most algorithms all ranks go through the same rounds, and post all messages of a round before
 * they wait for any of them. Then the slowest ranks never wait for a message that is not posted.
 *
 * <p>Not safe for use by several threads at the same time.
 */
public final class CollectiveContext {
  /**
   * Up to this number of ranks, each may exchange messages with all others. The same in all ranks.
   */
  static final int FEW = (int) Setting.FEW.number(16);

  /** Limit for large messages in progress in one rank: more would slow each other down. */
  static final int LARGE_AT_ONCE = 4;

  private static final int LONGEST_SMALL = 8192;

  /** Longest message whose send usually does not wait for the receive. The same in all ranks. */
  final int small;

  final int rank;
  final int size;

  private final Messenger messenger;
  private final Context context;
  final int[] members; // ranks of the whole group; only replace() changes them
  private final CurrentOperation current;
  private final StartedOperations started;
  private final FirstFailure failure;
  final LocalWork local; // copies and reductions

  /**
   * Makes a context for collective operations.
   *
   * @param context must not be used for other messages
   * @param rank this process's index among the members
   */
  public CollectiveContext(Messenger messenger, Context context, int rank) {
    this(
        messenger,
        context,
        new CurrentOperation(messenger, context, 2 * Math.min(context.members().length, FEW)),
        rank,
        context.members());
  }

  private CollectiveContext(
      Messenger messenger, Context context, CurrentOperation current, int rank, int... members) {
    this.messenger = messenger;
    this.context = context;
    this.current = current;
    this.rank = rank;
    this.members = members;
    size = members.length;
    small = Math.min(LONGEST_SMALL, messenger.maxPayload());
    started = current.started;
    failure = current.failure;
    local = current.local;
  }

  /**
   * Some of the ranks, for a step of an operation that one of all ranks has begun: messages,
   * failure and memory are those of that operation.
   *
   * @param place this rank's place among them
   * @param ranks in this context; one may be replaced between operations
   */
  CollectiveContext part(int place, int... ranks) {
    int[] chosen = new int[ranks.length];
    Arrays.setAll(chosen, i -> members[ranks[i]]);
    return new CollectiveContext(messenger, context, current, place, chosen);
  }

  /** Replaces a rank of a part; {@code other} is a rank of {@code all}. */
  void replace(int place, CollectiveContext all, int other) {
    members[place] = all.members[other];
  }

  // ---- the operation

  /**
   * Must be called before changing anything that an operation uses.
   *
   * @throws IllegalStateException if no operation can begin: the communicator is closed, or an
   *     operation is in progress, for example if the user's reduction operator calls this
   */
  public void requireReady() {
    current.requireReady();
  }

  /** As {@link CurrentOperation#begin}. */
  void begin(Payload one, Payload other) {
    current.begin(one, other);
  }

  /** As {@link CurrentOperation#beginAll}. */
  void beginAll(Payload... all) {
    current.beginAll(all);
  }

  /** Waits for all messages; throws the first failure. */
  void end() throws CollectiveFailure {
    current.end();
  }

  /** An empty schedule for a non-blocking operation. */
  public Schedule newSchedule(BackgroundMessenger background) {
    return new Schedule(background, context, small);
  }

  /**
   * Starts a non-blocking operation in its place in the order of the operations of all ranks. The
   * memory of its data is retained until it is complete.
   *
   * @throws IllegalStateException as in {@link #requireReady}, or if the memory was already freed
   */
  public void start(Schedule schedule, Payload... all) {
    requireReady();
    schedule.keep(all);
    schedule.start(current.nextTag());
  }

  /** Limits the number of messages in progress. */
  void limit(int most) {
    started.limit(most);
  }

  void removeLimit() {
    started.limit(StartedOperations.NO_LIMIT);
  }

  /** Limits it if messages of this length are large. */
  void limitIfLarge(long bytes) {
    if (bytes > small) {
      limit(LARGE_AT_ONCE);
    }
  }

  // ---- messages

  /** Starts sending a part of the data. */
  void send(Payload data, long offset, long bytes, int to) {
    if (bytes <= small && !failure.happened() && trySend(data, offset, bytes, to)) {
      return;
    }
    Step step = started.next(true, members[to], current.tag());
    if (!failure.happened()) {
      step.operation
          .send(context, data, members[to], current.tag())
          .part(offset, bytes)
          .mode(bytes <= small ? SendMode.EAGER : SendMode.STANDARD);
    }
    started.start(step);
  }

  private boolean trySend(Payload data, long offset, long bytes, int to) {
    try {
      return messenger.trySend(data, offset, bytes, members[to], current.tag());
    } catch (Throwable e) {
      failure.note(e);
      return false;
    }
  }

  /** Sends a message without content. */
  void sendNothing(int to) {
    send(NOTHING, 0, 0, to);
  }

  /** Waits for a message from {@link #sendNothing}, and for all messages before it. */
  void awaitNothing(int from) {
    if (!started.isEmpty() || !tryReceiveNothing(from)) {
      receive(NOTHING, 0, 0, from);
      settle();
    }
  }

  private boolean tryReceiveNothing(int from) {
    try {
      return messenger.tryReceive(NOTHING, members[from], current.tag());
    } catch (Throwable e) {
      failure.note(e);
      return false;
    }
  }

  /** Starts receiving a number of bytes. */
  void receive(Payload into, long offset, long bytes, int from) {
    receive(into, offset, bytes, from, null);
  }

  /** The same; if the message is large, {@code preferred} says which side should copy it. */
  void receive(Payload into, long offset, long bytes, int from, Protocol preferred) {
    if (!tryTake(into, bytes, from)) {
      started.start(nextReceive(into, offset, bytes, from, preferred));
    }
  }

  /** Starts receiving 1 up to a number of bytes; none if that is 0. */
  void receiveAtMost(Payload into, long offset, long bytes, int from, Protocol preferred) {
    if (tryTake(into, bytes, from)) {
      return;
    }
    Step step = nextReceive(into, offset, bytes, from, preferred);
    step.acceptShorter();
    started.start(step);
  }

  /** Receives a number of bytes, and waits for all messages. */
  void receiveAndSettle(Payload into, long offset, long bytes, int from, Protocol preferred) {
    Step step = nextReceive(into, offset, bytes, from, preferred);
    if (bytes > small || !started.tryReceive(step)) {
      started.start(step);
      settle();
    }
  }

  private Step nextReceive(Payload into, long offset, long bytes, int from, Protocol preferred) {
    Step step = started.next(false, members[from], current.tag());
    if (!failure.happened()) {
      step.operation
          .receive(context, into, members[from], current.tag())
          .part(offset, bytes)
          .preferring(preferred);
    }
    return step;
  }

  /** Receives a small message that is here already, if it fills the memory. */
  private boolean tryTake(Payload into, long bytes, int from) {
    if (bytes > small || bytes != into.bytes() || !started.isEmpty() || failure.happened()) {
      return false;
    }
    try {
      return messenger.tryTake(into, members[from], current.tag());
    } catch (Throwable e) {
      failure.note(e);
      return false;
    }
  }

  /** If one rank serves many, the others copy; in a pair the best protocol is used. */
  Protocol pull() {
    return size > 2 ? Protocol.GET : null;
  }

  Protocol push() {
    return size > 2 ? Protocol.PUT : null;
  }

  /**
   * Receives a number of bytes, combines them with this rank's data, stores the result, and waits
   * until this is done. The result may overwrite this rank's data.
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
    if (!Units.canBeCut(op, into.type())) {
      Payload message = receiveWhole(into.type(), bytes, from);
      if (ownFirst) {
        local.combine(op, own, ownOffset, message, 0, into, offset, bytes);
      } else {
        local.combine(op, message, 0, own, ownOffset, into, offset, bytes);
      }
      return;
    }
    Step step = started.next(false, members[from], current.tag());
    if (!failure.happened()) {
      step.operation
          .receive(context, into, members[from], current.tag())
          .part(offset, bytes)
          .combining(op, own, ownOffset, ownFirst);
    }
    if (bytes > small || !started.tryReceive(step)) {
      started.start(step);
      started.finish(step);
    }
  }

  /** Receives at most {@link Units#PIECE} bytes and waits for them; valid until the next call. */
  Payload receiveWhole(ElementType type, long bytes, int from) {
    Payload message = local.messages(type);
    Step step = nextReceive(message, 0, bytes, from, null);
    started.start(step);
    started.finish(step);
    return message;
  }

  // ---- waiting

  /** Whether all messages are complete, so that sent data may be changed. */
  boolean isSettled() {
    return started.allDone();
  }

  /** Waits until all messages are complete. */
  void settle() {
    started.settle();
  }

  // ---- memory

  /** Copies inside this process. */
  void copy(Payload from, long fromOffset, Payload to, long toOffset, long bytes) {
    local.copy(from, fromOffset, to, toOffset, bytes);
  }
}
