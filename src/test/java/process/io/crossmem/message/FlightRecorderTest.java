package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large messages in a recording of the JDK's Flight Recorder. */
@Timeout(60)
class FlightRecorderTest {
  private static final String EVENT = "io.crossmem.Message";
  private static final int LARGE = 1 << 20;

  @TempDir Path folder;

  private static void exchange(Communicator world) throws MessageException {
    int other = 1 - world.rank();
    for (int bytes : new int[] {8, LARGE}) {
      Data into = Data.of(new byte[bytes]);
      world.sendRecv(Data.of(new byte[bytes]), other, bytes, into, other, bytes);
    }
  }

  private List<RecordedEvent> recorded(boolean enabled) throws Exception {
    Path file = folder.resolve(enabled + ".jfr");
    try (Recording recording = new Recording()) {
      if (enabled) {
        recording.enable(EVENT);
      }
      recording.start();
      LocalRanks.run(2, FlightRecorderTest::exchange);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
    events.removeIf(event -> !event.getEventType().getName().equals(EVENT));
    return events;
  }

  @Test
  void aLargeMessageIsRecordedAtBothEnds() throws Exception {
    List<String> whats = new ArrayList<>();
    for (RecordedEvent event : recorded(true)) {
      assertEquals(LARGE, event.getLong("bytes"));
      assertEquals(LARGE, event.getInt("tag"));
      assertFalse(event.getString("protocol").isEmpty());
      assertTrue(event.getDuration().toNanos() > 0);
      whats.add(event.getString("direction") + " " + event.getInt("peer"));
    }
    whats.sort(null);
    assertEquals(List.of("received 0", "received 1", "sent 0", "sent 1"), whats);
  }

  @Test
  void nothingIsRecordedUnlessEnabled() throws Exception {
    assertEquals(List.of(), recorded(false));
  }

  @Test
  void messagesArriveWhereThereIsNoFlightRecorder() throws Exception {
    List<Jvm> jvms = List.of(withoutJfr(), withoutJfr());
    try (Ranks ranks = Ranks.start(jvms, FallbackRank.class, "never")) {
      ranks.finish();
    }
  }

  private static Jvm withoutJfr() {
    return Jvm.ofBits(64).with("--limit-modules=java.base");
  }
}
