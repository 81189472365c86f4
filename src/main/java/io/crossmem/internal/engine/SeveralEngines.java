package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Condition;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Waits for a condition on messages of several groups that this process belongs to. */
public final class SeveralEngines {
  private static final int LOOKS = 2000;

  /** How long to sleep on one group's doorbell while others may ring. */
  private static final long TURN_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private SeveralEngines() {}

  /** Returns when the condition holds. */
  public static void await(Set<Engine> engines, Condition condition) {
    await(engines, condition, Deadline.NEVER);
  }

  /** The same with a limit in ns, checking at least once; returns whether the condition holds. */
  public static boolean await(Set<Engine> engines, Condition condition, long nanos) {
    return await(engines, condition, Deadline.in(nanos));
  }

  private static boolean await(Set<Engine> engines, Condition condition, Deadline deadline) {
    if (engines.size() == 1) {
      return engines.iterator().next().await(condition, deadline);
    }
    Engine[] all = engines.toArray(Engine[]::new);
    long[] began = new long[all.length];
    int looks = 0;
    for (int turn = 0; !condition.isDone(); turn++) {
      boolean moved = false;
      for (Engine engine : all) {
        moved |= engine.poll();
      }
      looks = moved ? 0 : looks + 1;
      if (looks > LOOKS) {
        int next = turn % all.length;
        all[next].sleep(condition, deadline.nanosLeft(TURN_NS));
        began[next] = all[next].diagnose(began[next]);
      }
      if (deadline.isOver()) {
        return condition.isDone();
      }
    }
    return true;
  }
}
