package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.sys.AsymmetricFence;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lock under which all moves. */
@Timeout(60)
class EngineLockTest {
  /** Such threads exist: their number says nothing. */
  private static class SameId extends Thread {
    SameId(Runnable work) {
      super(work);
    }

    @Override
    @SuppressWarnings("deprecation")
    public long getId() {
      return 1;
    }
  }

  /**
   * So many that threads are stopped in the middle, while the lock becomes biased to another one.
   */
  private static final int TIMES = 2_000_000;

  private final EngineLock lock = new EngineLock(new AsymmetricFence(true));
  private int count; // under the lock

  @Test
  void shouldLetOneThreadInAtATime() throws InterruptedException {
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new SameId(this::countUp);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(threads.length * TIMES, count);
  }

  private void countUp() {
    countUp(TIMES);
  }

  private void countUp(int times) {
    for (int i = 0; i < times; i++) {
      lock.lock();
      count++;
      lock.unlock();
    }
  }

  /** So that the lock is biased to one thread again and again while others come. */
  @Test
  void shouldExcludeOtherThreadsWhileTheFavouredThreadHoldsIt() throws InterruptedException {
    int rounds = 300;
    int takings = 5000;
    Thread favoured = new Thread(() -> countUp(rounds * takings));
    Thread[] guests = {new Thread(() -> visit(rounds)), new Thread(() -> visit(rounds))};
    favoured.start();
    for (Thread guest : guests) {
      guest.start();
    }
    for (Thread guest : guests) {
      guest.join();
    }
    favoured.join();
    assertEquals(rounds * takings + guests.length * rounds, count);
  }

  private void visit(int times) {
    for (int i = 0; i < times; i++) {
      LockSupport.parkNanos(100_000);
      countUp(1);
    }
  }

  @Test
  void shouldDetectThatTheFavouredThreadHoldsIt() {
    countUp(5000);
    lock.lock();
    assertThrows(IllegalStateException.class, lock::lock);
    lock.unlock();
    lock.lock();
    lock.unlock();
  }

  @Test
  void shouldOutliveTheFavouredThread() throws InterruptedException {
    Thread favoured = new Thread(() -> countUp(5000));
    favoured.start();
    favoured.join();
    countUp(5000);
    assertEquals(10_000, count);
  }

  @Test
  void shouldRefuseTheUsersCodeThatRunsUnderIt() {
    lock.lock();
    lock.enter();
    assertThrows(IllegalStateException.class, lock::lock);
    lock.leave();
    lock.unlock();
    lock.lock();
    lock.unlock();
  }

  @Test
  void shouldLetOtherThreadsWaitForTheUsersCode() throws InterruptedException {
    AtomicInteger entered = new AtomicInteger();
    Thread other = new SameId(this::countUp);
    Thread user =
        new SameId(
            () -> {
              lock.lock();
              lock.enter();
              other.start();
              try {
                Thread.sleep(20);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              entered.set(count);
              lock.leave();
              lock.unlock();
            });
    user.start();
    user.join();
    other.join();
    assertEquals(0, entered.get());
    assertEquals(TIMES, count);
  }

  @Test
  void shouldForgetTheThreadThatRanTheUsersCode() throws InterruptedException {
    lock.lock();
    lock.enter();
    lock.leave();
    Thread other =
        new Thread(
            () -> {
              lock.lock();
              count++;
              lock.unlock();
            });
    other.start();
    Thread.sleep(20);
    assertEquals(0, count);
    lock.unlock();
    other.join();
    assertEquals(1, count);
    assertTrue(other.getState() == Thread.State.TERMINATED);
  }
}
