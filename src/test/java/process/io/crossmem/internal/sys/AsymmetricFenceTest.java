package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two threads each write a word and then read the word of the other: at least one sees the new
 * value.
 */
@Timeout(60)
class AsymmetricFenceTest {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int GO = 0; // offsets of words on lines of their own
  private static final int SEEN = 128;
  private static final int ROUNDS = 100_000;

  private final AsymmetricFence fence = new AsymmetricFence(true);
  private final ByteBuffer memory = ByteBuffer.allocateDirect(256);
  private final int[] often = new int[64]; // the first word of each is used
  private final int[] rare = new int[64];

  @Test
  void isUsedWhereTheKernelHasIt() {
    Requires.that(AsymmetricFence.isRegistered(), "needs Linux 4.16 and HotSpot: membarrier(2)");
    assertTrue(fence.isAsymmetric());
  }

  @Test
  void oneOfTwoSeesTheOther() throws InterruptedException {
    Requires.that(Runtime.getRuntime().availableProcessors() >= 2, "needs two cores");
    Thread other = new Thread(this::often);
    other.start();
    int blind = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      INT.setRelease(memory, GO, round);
      for (int i = 0; i < round % 64; i++) {
        Thread.onSpinWait(); // so that the two meet at different moments
      }
      WORD.setOpaque(rare, 0, round);
      fence.heavy();
      boolean sees = (int) WORD.getOpaque(often, 0) == round;
      int seen = seen(round);
      blind += sees || seen == round ? 0 : 1;
    }
    other.join();
    assertEquals(0, blind, "rounds in which neither saw the other");
  }

  /** The value that the other thread has read in this round. */
  private int seen(int round) {
    int encoded;
    do {
      encoded = (int) INT.getAcquire(memory, SEEN);
    } while (encoded >>> 1 != round);
    return (encoded & 1) == 0 ? 0 : round;
  }

  private void often() {
    for (int round = 1; round <= ROUNDS; round++) {
      while ((int) INT.getAcquire(memory, GO) != round) {
        // a moment
      }
      often[0] = round; // plain accesses, which the compiler may exchange but for the fence
      fence.light();
      boolean sees = rare[0] == round;
      INT.setRelease(memory, SEEN, round << 1 | (sees ? 1 : 0));
    }
  }
}
