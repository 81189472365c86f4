package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A call of MPI that does not return ends the process; other calls do not. */
class CallWatchTest {
  private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(4);

  private final List<Long> ends = new ArrayList<>();
  private long call; // 0 if there is none
  private final CallWatch watch = new CallWatch(() -> call, TIMEOUT_NS, ends::add);

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.run();
    }
  }

  @Test
  void aCallThatDoesNotReturnWithinTheTimeoutEndsTheProcess() {
    call = 3;
    look(CallWatch.LOOKS);
    assertEquals(List.of(), ends);
    look(1);
    assertEquals(List.of(TIMEOUT_NS), ends);
  }

  @Test
  void callsThatReturnEndNothing() {
    for (call = 1; call < 100; call += 2) {
      look(CallWatch.LOOKS);
    }
    assertEquals(List.of(), ends);
  }

  @Test
  void aCallThatReturnedIsForgotten() {
    call = 3;
    look(CallWatch.LOOKS);
    call = 0;
    look(3 * CallWatch.LOOKS);
    call = 5;
    look(CallWatch.LOOKS);
    assertEquals(List.of(), ends);
  }

  @Test
  void aShortTimeoutIsNotTakenLiterally() {
    CallWatch hasty = new CallWatch(() -> 1, 1, ends::add);
    for (int i = 0; i <= CallWatch.LOOKS; i++) {
      hasty.run();
    }
    assertEquals(List.of(TimeUnit.MILLISECONDS.toNanos(800)), ends);
  }
}
