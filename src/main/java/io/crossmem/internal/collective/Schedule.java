package io.crossmem.internal.collective;

import io.crossmem.internal.collective.ScheduleRound.Message;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.DeferredAction;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.SendMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A non-blocking collective operation: rounds of messages, each followed by local steps, which are
 * copies and reductions in this process. There is no background thread. The thread that completes
 * the last message of a round, inside any call, runs the local steps after it has released the
 * engine's lock, and starts the next round.
 *
 * <pre>
 *   BUILDING --keep, start--> RUNNING --last round complete--> DONE
 *                       round: messages start --all complete--> local steps, next round
 * </pre>
 *
 * <p>Each schedule has its own tag, so several may be in progress at the same time. As in a {@link
 * CollectiveContext}, a failure does not end it immediately: it continues with empty messages, so
 * that the other ranks, which wait for these messages, fail as well.
 */
public final class Schedule implements Condition {
  private static final Operation.Listener ON_DONE =
      (operation, schedule) -> ((Schedule) schedule).onDone(operation, false);
  private static final Operation.Listener ON_DONE_OR_SHORTER =
      (operation, schedule) -> ((Schedule) schedule).onDone(operation, true);

  /** Runs when the last message of a round is complete. */
  private final class Advance extends DeferredAction {
    @Override
    protected void run() {
      endCurrent();
      advance();
    }
  }

  private final BackgroundMessenger messenger;
  private final Context context;
  private final int small;
  private final List<ScheduleRound> rounds = new ArrayList<>();
  private ScheduleRound building = new ScheduleRound();

  private final KeptData data = new KeptData();
  private final FirstFailure failure = new FirstFailure(); // changed under this object's monitor
  private final LocalWork local = new LocalWork(failure, ScratchMemory.COPIED_AT_ONCE);
  private final AtomicInteger underWay = new AtomicInteger(); // incomplete messages of the round
  private int tag;
  private int next; // the current round; used by one thread at a time, which runs advance()
  private final Advance onRoundComplete =
      new Advance(); // allocated once: a listener must not throw
  private final List<Runnable> whenDone = new ArrayList<>(); // under this object's monitor
  private volatile boolean done;

  /**
   * Makes an empty schedule.
   *
   * @param small longest message that is normally sent without waiting for its receive
   */
  Schedule(BackgroundMessenger messenger, Context context, int small) {
    this.messenger = messenger;
    this.context = context;
    this.small = small;
  }

  // ---- building

  /**
   * Adds a send to the round. Between two ranks, messages are received in the order of sends.
   *
   * @param to a rank of the whole group
   */
  void send(Payload from, long offset, long bytes, int to) {
    building.messages.add(new Message(true, from, offset, bytes, false, to));
  }

  /**
   * Adds a receive to the round.
   *
   * @param from a rank of the whole group
   */
  void receive(Payload into, long offset, long bytes, int from) {
    building.messages.add(new Message(false, into, offset, bytes, false, from));
  }

  /** As {@link CollectiveContext#receiveAtMost}. */
  void receiveAtMost(Payload into, long offset, long bytes, int from) {
    building.messages.add(new Message(false, into, offset, bytes, true, from));
  }

  /** Adds a local step, which runs after all messages of the round are complete. */
  void then(Consumer<LocalWork> step) {
    building.steps.add(step);
  }

  /** Ends the round: the next messages start after all messages of this round are complete. */
  void endRound() {
    if (!building.isEmpty()) {
      rounds.add(building);
      building = new ScheduleRound();
    }
  }

  /** In bytes; longer messages are large. */
  int small() {
    return small;
  }

  // ---- running

  /**
   * Retains the memory of data until the operation is complete; some may be null.
   *
   * @throws IllegalStateException if memory was released before; then nothing was retained
   */
  void keep(Payload... all) {
    endRound();
    data.keepAll(all);
  }

  /** Starts the operation, with a tag that no other operation of the context has. */
  void start(int ownTag) {
    tag = ownTag;
    advance();
  }

  /** Runs rounds until one does not complete immediately. */
  private void advance() {
    while (next < rounds.size()) {
      if (!startAll(rounds.get(next))) {
        return; // the thread that completes its last message continues
      }
      endCurrent();
    }
    finish();
  }

  private void endCurrent() {
    runSteps(rounds.get(next));
    next++;
  }

  private void runSteps(ScheduleRound round) {
    for (Consumer<LocalWork> step : round.steps) {
      try {
        step.accept(local);
      } catch (Throwable e) {
        note(e);
      }
    }
  }

  /** Starts the messages; returns whether all are already complete. */
  private boolean startAll(ScheduleRound round) {
    underWay.set(round.messages.size() + 1); // one more, so that no other thread advances meanwhile
    for (Message message : round.messages) {
      start(message);
    }
    return underWay.decrementAndGet() == 0;
  }

  private void start(Message message) {
    if (!hasFailed() && tryStart(message)) {
      return;
    }
    if (!tryStart(message.empty())) {
      underWay.decrementAndGet(); // not to 0: startAll added one
    }
  }

  private boolean tryStart(Message message) {
    Operation operation = null;
    boolean started = false;
    try {
      if (trySmall(message)) {
        underWay.decrementAndGet();
        return true;
      }
      operation = messenger.take();
      prepare(operation, message);
      messenger.startWithListener(operation);
      started = true;
    } catch (Throwable e) {
      note(e);
      if (operation != null) {
        messenger.give(operation);
      }
    }
    return started;
  }

  /**
   * Does nothing after a failure: then an operation must be used, since it is refused if a rank has
   * died.
   */
  private boolean trySmall(Message message) {
    return message.isSend()
        && message.bytes() <= small
        && !hasFailed()
        && messenger.trySend(
            message.data(), message.offset(), message.bytes(), message.other(), tag);
  }

  private void prepare(Operation operation, Message message) {
    if (message.isSend()) {
      operation
          .send(context, message.data(), message.other(), tag)
          .mode(message.bytes() <= small ? SendMode.EAGER : SendMode.STANDARD);
    } else {
      operation.receive(context, message.data(), message.other(), tag);
    }
    operation
        .part(message.offset(), message.bytes())
        .setListener(message.mayBeShorter() ? ON_DONE_OR_SHORTER : ON_DONE, this);
  }

  /** Called when a message is complete; under the engine's lock. */
  private void onDone(Operation operation, boolean mayBeShorter) {
    FailureCause why = operation.failure();
    boolean isWhole = operation.bytes() == operation.length();
    if (why != null) {
      note(why, operation.length());
    } else if (!operation.isSend() && !isWhole && !(mayBeShorter && operation.bytes() > 0)) {
      note(
          FailureCause.tooShort(operation.source(), operation.foundTag(), operation.bytes()),
          operation.length());
    }
    if (underWay.decrementAndGet() == 0) {
      messenger.defer(onRoundComplete);
    }
  }

  private synchronized boolean hasFailed() {
    return failure.happened();
  }

  private synchronized void note(Throwable e) {
    failure.note(e);
  }

  private synchronized void note(FailureCause why, long room) {
    failure.note(why, room);
  }

  private void finish() {
    List<Runnable> actions;
    synchronized (this) {
      data.release(failure);
      rounds.clear(); // also frees the temporary memory that they reference
      done = true;
      actions = List.copyOf(whenDone);
    }
    messenger.wake();
    actions.forEach(Runnable::run);
  }

  // ---- waiting

  @Override
  public boolean isDone() {
    return done;
  }

  /** Runs an action when the operation is complete, or now if it already is. It must not throw. */
  public void whenDone(Runnable what) {
    synchronized (this) {
      if (!done) {
        whenDone.add(what);
        return;
      }
    }
    what.run();
  }

  /** Why it failed, if it is complete; null if it succeeded. */
  public synchronized CollectiveFailure failure() {
    return failure.happened() ? failure.asException() : null;
  }
}
