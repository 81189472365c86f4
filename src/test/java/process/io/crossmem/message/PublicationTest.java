package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * An entry of a ring is not seen before its payload. That the check would notice is shown by a
 * sender that writes the sequence first.
 *
 * <p>What this cannot show on x86: that the store of the sequence has to be a release. The machine
 * keeps stores in their order by itself, so there only the compiler could break a plain one; on
 * aarch64 and others the machine can too.
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
