package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much shared memory ranks take. */
class SegmentTest {
  @Test
  void ranksThatTalkToTwoNeighboursTakeLessThan64MiB(@TempDir Path folder) throws Exception {
    int size = 256;
    Path file = folder.resolve("segment");
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Segment segment = Segment.create(folder, channel, size, 1)) {
      for (int ring = 0; ring < 2 * size; ring++) {
        segment.reserveRing(segment.newRing());
      }
      assertTrue(Files.size(file) < 64 << 20, Files.size(file) + " bytes");
    }
  }

  /** Payloads of the largest sizes fit, wherever in the data part they begin. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 16, 64, 256, 1000})
  void everyPayloadHasItsPlaceInsideTheRing(int ranks) {
    Geometry geometry = Geometry.forRanks(ranks);
    long used = 0;
    for (int i = 0; i < 10_000; i++) {
      int length = Math.floorMod(i * 7919, geometry.maxPayload()) + 1;
      long end = geometry.end(used, length);
      int offset = geometry.payloadOffset(end, length);
      assertTrue(end - used <= 2L * geometry.maxPayload() + 64, "skips too much");
      assertTrue(offset >= geometry.dataStart());
      assertTrue(offset + length <= geometry.ringBytes());
      used = end;
    }
  }
}
