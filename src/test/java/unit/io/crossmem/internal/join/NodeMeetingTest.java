package io.crossmem.internal.join;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NodeMeetingTest {
  private static final int RANKS = 10_000;

  /** The table of docs/cluster.md. */
  @Test
  void whatRanksTellEachOtherIsAsDocumented() throws Exception {
    long bytes = (long) RANKS * (NodeMeeting.HELLO_BYTES + NodeMeeting.WORDS_BYTES);
    String row = String.format(Locale.ROOT, "| messages when joining | %,d |", bytes);
    assertTrue(Files.readString(Path.of("docs/cluster.md")).contains(row), row);
  }
}
