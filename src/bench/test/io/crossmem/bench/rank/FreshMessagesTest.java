package io.crossmem.bench.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshMessagesTest {
  private static final int BYTES = 4096;
  private static final long SEED = 7;

  private Memory memory;

  private FreshMessages on(String kind) {
    memory = Memory.of(new Task("stream", kind, State.FRESH, BYTES, 1, 1));
    return new FreshMessages(memory, SEED);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "heap"})
  void messageThatCameAsItWasWrittenIsWhole(String kind) {
    FreshMessages messages = on(kind);
    messages.write(3, 1, 17);

    assertTrue(messages.isWhole(3, 1, 17));
    assertEquals(0, messages.wrongWords(3, 1, 17));
  }

  @Test
  void messageBeforeOrOfAnotherSenderOrInAnotherSlotIsNotTakenForIt() {
    FreshMessages messages = on("plain");
    messages.write(3, 1, 17);

    assertFalse(messages.isWhole(3, 1, 18));
    assertFalse(messages.isWhole(3, 0, 17));
    assertFalse(messages.isWhole(2, 1, 17));
    assertFalse(new FreshMessages(memory, SEED + 1).isWhole(3, 1, 17));
  }

  /** What a protocol does that copies one half too early. */
  @Test
  void messageOfWhichAHalfIsOlderIsNotWhole() {
    FreshMessages messages = on("plain");
    messages.write(0, 1, 16);
    byte[] half = new byte[BYTES / 2];
    memory.slot(0).get(half);
    messages.write(0, 1, 17);
    memory.slot(0).put(half);

    assertFalse(messages.isWhole(0, 1, 17));
    assertEquals(BYTES / 2 / Long.BYTES, messages.wrongWords(0, 1, 17));
  }

  @Test
  void wordsThatChangedPlacesAreWrong() {
    FreshMessages messages = on("plain");
    messages.write(0, 1, 17);
    long first = memory.slot(0).getLong(0);
    memory.slot(0).putLong(0, memory.slot(0).getLong(8)).putLong(8, first);

    assertTrue(messages.isWhole(0, 1, 17)); // a sum does not see it, so words are looked at, too
    assertEquals(2, messages.wrongWords(0, 1, 17));
  }
}
