package io.crossmem.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory of messages that no receive has matched. */
class UnexpectedStoreTest {
  private static final int CHUNK = 256 << 10;
  private static final int LARGEST = 64 << 10;
  private static final int LIMIT = 4 * CHUNK;

  private final ByteBuffer memory = OffHeap.allocate(LARGEST);
  private final TypedView view =
      new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
  private int taken; // chunks in all
  private boolean isShort;
  private final UnexpectedStore store =
      new UnexpectedStore(
          LIMIT,
          bytes -> {
            if (isShort) {
              throw new OutOfMemoryError("for this test");
            }
            taken++;
            return OffHeap.allocate(bytes);
          });

  @AfterEach
  void close() {
    store.close();
  }

  /** A payload as this test knows it. */
  private record Kept(UnexpectedStore.Chunk chunk, int at, int length, int value) {}

  private Kept put(int length, int value) {
    for (int i = 0; i < Math.min(length, 100); i++) {
      memory.put(i, (byte) (value + i));
    }
    UnexpectedStore.Chunk chunk = store.put(view, 0, length);
    return new Kept(chunk, chunk == null ? 0 : chunk.last(), length, value);
  }

  private static void assertIntact(Kept kept) {
    for (int i = 0; i < Math.min(kept.length(), 100); i++) {
      assertEquals((byte) (kept.value() + i), kept.chunk().view.bytes.get(kept.at() + i));
    }
  }

  private void remove(Kept kept) {
    store.remove(kept.chunk());
  }

  @Test
  void shouldKeepEachPayloadUntilItIsRemoved() {
    Random random = new Random(1);
    List<Kept> kept = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      if (random.nextInt(3) > 0) {
        kept.add(put(random.nextInt(5000), i));
      } else if (!kept.isEmpty()) {
        Kept one = kept.remove(random.nextInt(kept.size()));
        assertIntact(one);
        remove(one);
      }
    }
    kept.forEach(UnexpectedStoreTest::assertIntact);
    Collections.shuffle(kept, random);
    kept.forEach(this::remove);
    assertEquals(0, store.bytes());
  }

  @Test
  void shouldMapNothingForASteadyStream() {
    for (int i = 0; i < 10_000; i++) {
      remove(put(LARGEST, i));
    }
    assertEquals(1, taken);
    Kept before = put(LARGEST, 0);
    for (int i = 0; i < 10_000; i++) {
      Kept next = put(LARGEST, i);
      remove(before);
      before = next;
    }
    remove(before);
    assertEquals(2, taken);
  }

  @Test
  void shouldTakeALargestPayloadInAnyState() {
    for (int i = 1; i < CHUNK; i += 4097) {
      Kept first = put(Math.min(i, LARGEST), 1);
      Kept second = put(LARGEST, 2);
      assertIntact(first);
      assertIntact(second);
      remove(first);
      remove(second);
    }
  }

  @Test
  void shouldKeepNoMemoryForAnEmptyMessage() {
    Kept kept = put(0, 1);
    assertNull(kept.chunk());
    assertEquals(0, taken);
    assertTrue(store.bytes() > 0);
    remove(kept);
    assertEquals(0, store.bytes());
  }

  @Test
  void shouldStopBeyondTheLimitAndResumeBelowHalfOfIt() {
    List<Kept> kept = new ArrayList<>();
    while (!store.changesFlow()) {
      assertTrue(store.bytes() <= LIMIT);
      kept.add(put(LARGEST, 0));
    }
    assertTrue(store.isStopped());
    assertTrue(store.bytes() > LIMIT);
    assertFalse(store.changesFlow());
    while (!store.changesFlow()) {
      assertTrue(store.bytes() > LIMIT / 2);
      remove(kept.remove(0));
    }
    assertFalse(store.isStopped());
    assertTrue(store.bytes() <= LIMIT / 2);
    assertFalse(store.changesFlow());
    kept.forEach(this::remove);
  }

  @Test
  void shouldCountEmptyMessagesToo() {
    for (int i = 0; !store.changesFlow(); i++) {
      assertTrue(i < LIMIT);
      put(0, 0);
    }
    assertTrue(store.isStopped());
  }

  @Test
  void shouldBeUnchangedIfThereIsNoMemory() {
    isShort = true;
    assertThrows(OutOfMemoryError.class, () -> put(10, 1));
    assertEquals(0, store.bytes());
    isShort = false;
    Kept kept = put(10, 2);
    assertIntact(kept);
    remove(kept);
  }
}
