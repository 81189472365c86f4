package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jvm;
import io.crossmem.Requires;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FutexTest {
  private static final int EAGAIN = 11;
  private static final int EINVAL = 22;
  private static final int ETIMEDOUT = 110;
  private static final long MINUTE = 60_000_000_000L;

  private final ByteBuffer word = OffHeap.allocate(Integer.BYTES);
  private final long address = Syscalls.directAddress(word);

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  /** Wakes repeatedly until a waiter was woken. */
  private static void wakeOne(long address) throws InterruptedException {
    for (int n = 0; n < 6000; n++) {
      if (Syscalls.futexWake(address, 1) == 1) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("nobody waited for a minute");
  }

  @ParameterizedTest
  @ValueSource(longs = {MINUTE, Long.MAX_VALUE})
  void aThreadThatWaitsIsWokenByAnother(long timeout) throws Exception {
    CompletableFuture<Integer> waiter =
        CompletableFuture.supplyAsync(() -> Syscalls.futexWait(address, 0, timeout));
    wakeOne(address);
    assertEquals(0, waiter.get(1, TimeUnit.MINUTES));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 32})
  void anotherProcessIsWokenThroughAFileThatBothMap(int bits, @TempDir Path folder)
      throws Exception {
    Requires.jvmOfBits(bits);
    Path file = folder.resolve("word");
    ByteBuffer shared = FutexProbe.word(file);
    CompletableFuture<Jvm.Result> waiter =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Jvm.ofBits(bits).run(FutexProbe.class, file);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    wakeOne(Syscalls.directAddress(shared));
    assertEquals("0\n", waiter.get(1, TimeUnit.MINUTES).output());
  }

  @Test
  void aWordThatHasChangedIsNotWaitedFor() {
    word.putInt(0, 7);
    assertEquals(-EAGAIN, Syscalls.futexWait(address, 8, MINUTE));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 20_000_000, 1_050_000_000})
  void aWaitEndsWhenItsTimeIsOver(long timeout) {
    long start = System.nanoTime();
    assertEquals(-ETIMEDOUT, Syscalls.futexWait(address, 0, timeout));
    long waited = System.nanoTime() - start;
    assertTrue(waited >= timeout, waited + " ns");
  }

  @Test
  void aNegativeTimeAndAnOddAddressAreInvalid() {
    assertEquals(-EINVAL, Syscalls.futexWait(address, 0, -1));
    assertEquals(-EINVAL, Syscalls.futexWait(address + 1, 0, 1));
  }

  @Test
  void aWakeWithoutWaitersReturnsZero() {
    assertEquals(0, Syscalls.futexWake(address, Integer.MAX_VALUE));
  }
}
