package io.crossmem.internal.protocol.rendezvous;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.internal.network.FollowingData;
import io.crossmem.internal.shm.TypedView;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FollowingMemoryTest {
  private final FollowingMemory memory = new FollowingMemory();

  private Set<TypedView> take(int count) {
    Set<TypedView> taken = new HashSet<>();
    for (int i = 0; i < count; i++) {
      taken.add(memory.take());
    }
    return taken;
  }

  @Test
  void memoryOfAsManyMessagesAsOneSenderMaySendIsReused() {
    Set<TypedView> first = take(FollowingData.WINDOW);
    assertEquals(FollowingData.WINDOW, first.size());
    first.forEach(memory::give);
    assertEquals(first, take(FollowingData.WINDOW));
  }

  @Test
  void memoryHoldsTheLongestMessage() {
    assertEquals(FollowingData.MOST_BYTES, memory.take().bytes.capacity());
  }
}
