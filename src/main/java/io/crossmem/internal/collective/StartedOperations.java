package io.crossmem.internal.collective;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.SendMode;
import java.nio.ByteBuffer;

/**
 * The messages of a collective operation that are in progress, in the order in which they were
 * started. Their objects are reused, so that messages make no garbage.
 *
 * <p>Exceptions of the messenger are stored as the failure. If a message could not be started, an
 * empty one is sent instead, since the other rank waits for it. Messages in progress are awaited
 * again.
 */
final class StartedOperations {
  /** A message of this rank, with the values needed to start it again. */
  static final class Step {
    final Operation operation = new Operation();
    private boolean isSend;
    private int other; // rank in the whole group
    private int tag;
    private boolean mayBeShorter; // a receive of any length from 1 up to that of its memory
    private boolean completed;

    /** A shorter message is no failure; but an empty one is, since it means a failure. */
    void acceptShorter() {
      mayBeShorter = true;
    }

    private boolean isTooShort() {
      long bytes = operation.bytes();
      return bytes != operation.length() && !(mayBeShorter && bytes > 0);
    }
  }

  /** The payload of an empty message. */
  static final Payload NOTHING = new BufferPayload(ElementType.BYTE).view(ByteBuffer.allocate(0));

  /** Any number of messages may be in progress. */
  static final int NO_LIMIT = Integer.MAX_VALUE;

  /** Retries after exceptions; after that the JVM is assumed to have no memory left. */
  private static final int MOST_RETRIES = 64;

  private final Messenger messenger;
  private final Context context;
  private final FirstFailure failure;

  private Step[] ring; // its length is a power of two
  private int oldest;
  private int size;
  private int limit = NO_LIMIT;
  private int retries;

  /** {@code room}: initial capacity, in messages. */
  StartedOperations(Messenger messenger, Context context, FirstFailure failure, int room) {
    this.messenger = messenger;
    this.context = context;
    this.failure = failure;
    ring = new Step[Integer.highestOneBit(Math.max(2, 2 * room - 1))];
    fill(ring, 0);
  }

  private static void fill(Step[] steps, int from) {
    for (int i = from; i < steps.length; i++) {
      steps[i] = new Step();
    }
  }

  /** For the next collective operation. */
  void reset() {
    limit = NO_LIMIT;
    retries = MOST_RETRIES;
  }

  /** Limits the number of messages in progress. */
  void limit(int most) {
    limit = most;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean allDone() {
    for (int i = 0; i < size; i++) {
      Step step = at(i);
      if (!step.completed && !step.operation.isDone()) {
        return false;
      }
    }
    return true;
  }

  private Step at(int place) {
    return ring[oldest + place & ring.length - 1];
  }

  // ---- starting

  /** Returns a free step. The caller sets its data; after a failure it stays empty. */
  Step next(boolean isSend, int other, int tag) {
    if (size >= limit || (size == ring.length && !tryGrow())) {
      settleOldest();
    }
    Step step = at(size);
    step.isSend = isSend;
    step.other = other;
    step.tag = tag;
    step.mayBeShorter = false;
    step.completed = false;
    return step;
  }

  private boolean tryGrow() {
    try {
      grow();
      return true;
    } catch (Throwable e) {
      failure.note(e);
      return false;
    }
  }

  private void grow() {
    Step[] more = new Step[2 * ring.length];
    for (int i = 0; i < ring.length; i++) {
      more[i] = at(i);
    }
    fill(more, ring.length);
    ring = more;
    oldest = 0;
  }

  /**
   * Receives the last step from {@link #next} without starting it, if nothing is in progress and
   * its message is here or arrives soon.
   */
  boolean tryReceive(Step step) {
    if (size > 0 || failure.happened()) {
      return false;
    }
    try {
      if (messenger.tryReceive(step.operation)) {
        step.operation.forget();
        return true;
      }
    } catch (Throwable e) {
      failure.note(e);
    }
    return false;
  }

  /** Starts the last step from {@link #next}. */
  void start(Step step) {
    size++;
    if (failure.happened() || !tryStart(step)) {
      startEmpty(step);
    }
  }

  private boolean tryStart(Step step) {
    try {
      messenger.start(step.operation);
      return true;
    } catch (Throwable e) {
      failure.note(e);
      return false;
    }
  }

  /** Starts an empty message instead, since the other rank waits for it. */
  private void startEmpty(Step step) {
    while (!tryStartEmpty(step)) {
      if (--retries <= 0) {
        step.completed = true;
        return;
      }
    }
  }

  private boolean tryStartEmpty(Step step) {
    try {
      Operation operation = step.operation;
      if (step.isSend) {
        operation.send(context, NOTHING, step.other, step.tag).mode(SendMode.EAGER);
      } else {
        operation.receive(context, NOTHING, step.other, step.tag);
      }
      messenger.start(operation);
      return true;
    } catch (Throwable e) {
      failure.note(e);
      return false;
    }
  }

  // ---- waiting

  /** Waits until all messages are complete. */
  void settle() {
    while (size > 0) {
      settleOldest();
    }
  }

  private void settleOldest() {
    Step step = ring[oldest];
    finish(step);
    if (step.operation.isUnderWay()) {
      ring[oldest] = new Step(); // it could not even be aborted: do not reuse it
    } else {
      step.operation.forget();
    }
    oldest = oldest + 1 & ring.length - 1;
    size--;
  }

  /** Waits until the step is complete, without removing it. */
  void finish(Step step) {
    while (!step.completed) {
      if (tryAwait(step)) {
        step.completed = true;
        check(step);
      }
    }
  }

  private boolean tryAwait(Step step) {
    try {
      messenger.await(step.operation);
      return true;
    } catch (Throwable e) {
      failure.note(e);
      if (--retries <= 0) {
        giveUp(step, e);
      }
      return false;
    }
  }

  private void giveUp(Step step, Throwable why) {
    step.completed = true;
    try {
      messenger.abort(step.operation, why);
    } catch (Throwable e) {
      failure.note(e);
    }
  }

  private void check(Step step) {
    FailureCause why = step.operation.failure();
    if (why != null) {
      failure.note(why, step.operation.length());
    } else if (!step.isSend && step.isTooShort() && !failure.happened()) {
      noteShort(step.operation);
    }
  }

  /** Notes a short message: the sender failed, or was called with other arguments. */
  private void noteShort(Operation receive) {
    try {
      FailureCause why =
          FailureCause.tooShort(receive.source(), receive.foundTag(), receive.bytes());
      failure.note(why, receive.length());
    } catch (Throwable e) {
      failure.note(e);
    }
  }
}
