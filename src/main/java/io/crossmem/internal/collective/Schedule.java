package io.crossmem.internal.collective;

import io.crossmem.internal.collective.ScheduleRound.Message;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Afterwards;
import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.SendMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A collective operation that goes on by itself: rounds of messages, and after each what is done
 * with them in this process. There is no thread behind it. Whoever ends the last message of a
 * round, inside of any call, does what follows once the engine's lock is given back, and starts the
 * next round.
 *
 * <pre>
 *   BUILDING --keep, start--> RUNNING --the last round is over--> DONE
 *                       round: messages start --all over--> local steps, next round
 * </pre>
 *
 * <p>Each has a tag of its own, so several may be under way at a time. As in a {@link
 * CollectiveContext} a failure does not end it at once: it goes on with empty messages, so that the
 * others, who wait for them, fail as well.
 */
public final class Schedule implements Condition {
  private static final Operation.Listener ON_DONE =
      (operation, schedule) -> ((Schedule) schedule).onDone(operation);

  /** What is done once the last message of a round is over. */
  private final class Advance extends Afterwards {
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
  private final AtomicInteger underWay = new AtomicInteger(); // messages of the round
  private int tag;
  private int next; // the current round; for whoever advances, one thread at a time
  private final Advance onRoundOver = new Advance(); // made once: a listener must not throw
  private final List<Runnable> whenDone = new ArrayList<>(); // under this object's monitor
  private volatile boolean done;

  /**
   * An empty one.
   *
   * @param small longest message that does not wait for its receive, as a rule
   */
  Schedule(BackgroundMessenger messenger, Context context, int small) {
    this.messenger = messenger;
    this.context = context;
    this.small = small;
  }

  // ---- building

  /** Adds a send to the round. Between two ranks messages are received in the order of sends. */
  void send(Payload from, long offset, long bytes, int to) {
    building.messages.add(new Message(true, from, offset, bytes, context.members()[to]));
  }

  /** Adds a receive to the round. */
  void receive(Payload into, long offset, long bytes, int from) {
    building.messages.add(new Message(false, into, offset, bytes, context.members()[from]));
  }

  /** Adds what is done in this process once the messages of the round are over. */
  void then(Consumer<LocalWork> step) {
    building.steps.add(step);
  }

  /** The messages that follow start when those before are over. */
  void endRound() {
    if (!building.isEmpty()) {
      rounds.add(building);
      building = new ScheduleRound();
    }
  }

  /** Longer messages are large. */
  int small() {
    return small;
  }

  // ---- running

  /**
   * Keeps data from being given back until it is over; some may be null.
   *
   * @throws IllegalStateException if memory was given back before; then nothing has begun
   */
  void keep(Payload... all) {
    endRound();
    data.keepAll(all);
  }

  /** Starts it, with a tag that no other operation of the context has. */
  void start(int ownTag) {
    tag = ownTag;
    advance();
  }

  /** Starts what is left, until a round is not over at once. */
  private void advance() {
    while (next < rounds.size()) {
      if (!startAll(rounds.get(next))) {
        return; // whoever ends its last message goes on
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

  /** Whether all are over already. */
  private boolean startAll(ScheduleRound round) {
    underWay.set(round.messages.size() + 1); // one more, so that nobody else advances meanwhile
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
      underWay.decrementAndGet(); // not to 0: startAll counts as well
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
      messenger.startTelling(operation);
      started = true;
    } catch (Throwable e) {
      note(e);
      if (operation != null) {
        messenger.give(operation);
      }
    }
    return started;
  }

  /** Not after a failure: an operation is refused where a rank has died, and nobody is misled. */
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
    operation.part(message.offset(), message.bytes()).telling(ON_DONE, this);
  }

  /** A message is over; under the engine's lock. */
  private void onDone(Operation operation) {
    FailureCause why = operation.failure();
    if (why != null) {
      note(why, operation.length());
    } else if (!operation.isSend() && operation.bytes() != operation.length()) {
      note(
          FailureCause.tooShort(operation.source(), operation.foundTag(), operation.bytes()),
          operation.length());
    }
    if (underWay.decrementAndGet() == 0) {
      messenger.after(onRoundOver);
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
    List<Runnable> told;
    synchronized (this) {
      data.release(failure);
      rounds.clear(); // with the temporary memory that they refer to
      done = true;
      told = List.copyOf(whenDone);
    }
    messenger.wake();
    told.forEach(Runnable::run);
  }

  // ---- for those who wait

  @Override
  public boolean isDone() {
    return done;
  }

  /** Does something when it is over, or now. It must not throw. */
  public void whenDone(Runnable what) {
    synchronized (this) {
      if (!done) {
        whenDone.add(what);
        return;
      }
    }
    what.run();
  }

  /** Why it failed, once it is over; null if it did not. */
  public synchronized CollectiveFailure failure() {
    return failure.happened() ? failure.asException() : null;
  }
}
