package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * An entry of a ring is not visible before its payload. A sender that writes the sequence first
 * shows that the check works.
 *
 * <p>On x86 this cannot show that the store of the sequence must be a release: the processor does
 * not reorder stores, so only the compiler could break a plain store. On aarch64 and others the
 * processor could too.
 */
class PublicationTest {
  @Test
  void noEntryIsSeenBeforeItsPayload() throws Exception {
    Ranks.runOptimizing(2, PublicationRank.class, "right", 1_500_000);
  }

  @Test
  void theCheckNoticesASequenceThatIsWrittenFirst() {
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () -> Ranks.runOptimizing(2, PublicationRank.class, "wrong", 1_500_000));
    assertTrue(e.getMessage().contains("too early"), e.getMessage());
  }
}
