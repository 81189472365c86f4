package io.crossmem.internal.engine;

import io.crossmem.internal.sys.DurationText;
import io.crossmem.internal.sys.OperatorLog;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Ends the process if a call of MPI does not return. The thread that made the call has the engine's
 * lock, so no other thread can fail the operations that wait, and no heartbeat can be sent: the
 * ranks of other nodes treat this one as failed.
 *
 * <p>A thread of its own looks several times within the timeout. It counts looks, since this
 * process may have been stopped for a while.
 */
final class CallWatch implements Runnable {
  /** The exit status of a process that is ended: the program's shutdown hooks do not run. */
  static final int STATUS = 70;

  static final int LOOKS = 8; // at the same call, after the first one

  private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LongSupplier current;
  private final LongConsumer end;
  private final long period; // ns
  private long seen;
  private int looks;

  /**
   * A watch, which {@link #start} starts.
   *
   * @param current the number of the call that has not returned yet, 0 if there is none
   * @param timeoutNanos how long a call may take, in ns
   * @param end is called with the timeout, in ns
   */
  CallWatch(LongSupplier current, long timeoutNanos, LongConsumer end) {
    this.current = current;
    this.end = end;
    period = Math.max(SHORTEST_NS, timeoutNanos / LOOKS);
  }

  /** Looks until the result is shut down. */
  @SuppressWarnings("FutureReturnValueIgnored") // the thread ends with it
  ScheduledThreadPoolExecutor start() {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread made = new Thread(work, "crossmem-watch");
              made.setDaemon(true);
              return made;
            });
    thread.scheduleWithFixedDelay(this, period, period, TimeUnit.NANOSECONDS);
    return thread;
  }

  @Override
  public void run() {
    long call = current.getAsLong();
    looks = call != 0 && call == seen ? looks + 1 : 0;
    seen = call;
    if (looks == LOOKS) {
      end.accept(LOOKS * period);
    }
  }

  /** Ends the process at once, since the thread in MPI can be neither stopped nor waited for. */
  static void endProcess(String library, long nanos) {
    OperatorLog.warn(
        () ->
            "a call of "
                + library
                + " has not returned for "
                + DurationText.ofNanos(nanos)
                + ": this process ends with status "
                + STATUS);
    Runtime.getRuntime().halt(STATUS);
  }
}
