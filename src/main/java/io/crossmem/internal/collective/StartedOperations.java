package io.crossmem.internal.collective;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import java.nio.ByteBuffer;

/**
 * The messages of a collective operation that are under way, in the order in which they were
 * started. Their objects are used again and again, so that a steady stream of messages makes no
 * garbage.
 *
 * <p>What the messenger throws is kept as the failure. Where a message could not be started, an
 * empty one goes in its place, since the other rank waits for it; what is under way is awaited
 * again.
 */
final class StartedOperations {
  /** A message of this rank, and what is needed to start it again. */
  static final class Step {
    final Operation operation = new Operation();
    private boolean isSend;
    private int other; // world rank
    private int tag;
    private boolean over;
  }

  /** What an empty message holds. */
  static final Payload NOTHING = new BufferPayload(ElementType.BYTE).view(ByteBuffer.allocate(0));

  /** All messages may be under way at a time. */
  static final int NO_LIMIT = Integer.MAX_VALUE;

  /** How often what threw is tried again; after that, the machine has nothing left to give. */
  private static final int MOST_RETRIES = 64;

  private final Messenger messenger;
  private final Context context;
  private final FirstFailure failure;

  private Step[] ring; // its length is a power of two
  private int oldest;
  private int size;
  private int limit = NO_LIMIT;
  private int retries;

  /** With room for at least so many, at first. */
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

  /** From here on at most so many are under way at a time. */
  void limit(int most) {
    limit = most;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean allDone() {
    for (int i = 0; i < size; i++) {
      Step step = at(i);
      if (!step.over && !step.operation.isDone()) {
        return false;
      }
    }
    return true;
  }

  private Step at(int place) {
    return ring[oldest + place & ring.length - 1];
  }

  // ---- starting

  /** One that is free. What it is to do, the caller says: nothing, once there was a failure. */
  Step next(boolean isSend, int other, int tag) {
    if (size >= limit || (size == ring.length && !tryGrow())) {
      settleOldest();
    }
    Step step = at(size);
    step.isSend = isSend;
    step.other = other;
    step.tag = tag;
    step.over = false;
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
   * Receives what {@link #next} gave last without starting it, if nothing is under way and its
   * message is here, or comes soon.
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

  /** Starts what {@link #next} gave last. */
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

  /** The other rank waits for this message, whatever is in it. */
  private void startEmpty(Step step) {
    while (!tryStartEmpty(step)) {
      if (--retries <= 0) {
        step.over = true;
        return;
      }
    }
  }

  private boolean tryStartEmpty(Step step) {
    try {
      Operation operation = step.operation;
      if (step.isSend) {
        operation.send(context, NOTHING, step.other, step.tag).eagerly(true);
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

  /** Waits until all are over. */
  void settle() {
    while (size > 0) {
      settleOldest();
    }
  }

  private void settleOldest() {
    Step step = ring[oldest];
    finish(step);
    if (step.operation.isUnderWay()) {
      ring[oldest] = new Step(); // it could not even be given up: it is left alone
    } else {
      step.operation.forget();
    }
    oldest = oldest + 1 & ring.length - 1;
    size--;
  }

  /** Waits until it is over; it keeps its place. */
  void finish(Step step) {
    while (!step.over) {
      if (tryAwait(step)) {
        step.over = true;
        check(step.operation, step.isSend);
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
    step.over = true;
    try {
      messenger.abort(step.operation, why);
    } catch (Throwable e) {
      failure.note(e);
    }
  }

  private void check(Operation operation, boolean isSend) {
    FailureCause why = operation.failure();
    if (why != null) {
      failure.note(why, operation.length());
    } else if (!isSend && operation.bytes() != operation.length() && !failure.happened()) {
      noteShort(operation);
    }
  }

  /** The sender failed in this operation, or was called otherwise. */
  private void noteShort(Operation receive) {
    try {
      FailureCause why =
          new FailureCause(
              FailureCause.Kind.SHORT,
              receive.source(),
              receive.bytes(),
              receive.foundTag(),
              null,
              null);
      failure.note(why, receive.length());
    } catch (Throwable e) {
      failure.note(e);
    }
  }
}
