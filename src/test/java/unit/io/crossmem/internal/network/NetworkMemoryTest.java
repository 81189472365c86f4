package io.crossmem.internal.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.shm.Geometry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NetworkMemoryTest {
  private static final int RANKS = 10_000;

  /** The table of docs/cluster.md. */
  @Test
  void isAsDocumented() throws Exception {
    Geometry geometry = Geometry.forRanks(RANKS);
    assertDocumented("two rings of a connection", 2L * geometry.ringBytes());
    assertDocumented(
        "posted receives", (long) Network.POSTED * Network.frameBytes(geometry, RANKS));
  }

  private static void assertDocumented(String what, long bytes) throws Exception {
    String row = String.format(Locale.ROOT, "| %s | %,d |", what, bytes);
    assertTrue(Files.readString(Path.of("docs/cluster.md")).contains(row), row);
  }
}
