package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.bench.rank.State;
import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Systems that do not do what they should: {@link FaultyRank}. */
class ContestTest {
  private static final Point POINT = Point.hot("test", "copy", "plain", 4096);
  private static final Point COLD = new Point("test", "copy", "plain", State.COLD, 4096, 1);

  @TempDir Path folder;
  private Report report;

  @BeforeEach
  void startReport() throws IOException {
    report = new Report(folder);
  }

  private List<String> compare(Role role, String fault, Point point) throws IOException {
    try (Contest contest = new Contest(report, Pace.TINY)) {
      contest.enter("good", Role.PEER, () -> FaultyRank.group("none"));
      contest.enter("bad", role, () -> FaultyRank.group(fault));
      return contest.compare(point).stream().map(s -> s.contender().name()).toList();
    }
  }

  private String html() throws IOException {
    report.finish();
    return Files.readString(folder.resolve("report.html"));
  }

  @Test
  void systemsThatDoAsTheyShouldAreCompared() throws IOException {
    assertEquals(List.of("good", "bad"), compare(Role.PEER, "none", POINT));
    assertEquals(List.of("good", "bad"), compare(Role.PEER, "none", COLD));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "last-word", "stale"})
  void rowWhoseBytesAreWrongIsRefusedAndTheOthersStay(String fault) throws IOException {
    assertEquals(List.of("good"), compare(Role.PEER, fault, POINT));
    assertTrue(html().contains("bad received wrong bytes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "last-word"})
  void coldRowWhoseBytesAreWrongIsRefused(String fault) throws IOException {
    assertEquals(List.of("good"), compare(Role.PEER, fault, COLD));
  }

  @Test
  void systemThatDiesIsLeftOutAndSaidToBe() throws IOException {
    assertEquals(List.of("good"), compare(Role.PEER, "exit", POINT));
    assertTrue(html().contains(" failed: ")); // with what, depends on who notices first
  }

  @Test
  void oursIsNeverLeftOutSilently() {
    assertThrows(IOException.class, () -> compare(Role.OURS, "last-word", POINT));
  }

  /** Others run in so many rounds from the first one on. */
  private static Neighbours busyFor(int rounds) {
    return new Neighbours() {
      private int left = rounds;

      @Override
      public void watch() {}

      @Override
      public double busyCores() {
        return left-- > 0 ? 0.5 : 0;
      }
    };
  }

  private int turns(Neighbours neighbours, int repeats) throws IOException {
    Pace pace = new Pace(3, 100_000, 0, Long.MAX_VALUE, repeats, 1);
    try (Contest contest = new Contest(report, pace, neighbours)) {
      contest.enter("good", Role.PEER, () -> FaultyRank.group("none"));
      return contest.compare(POINT).get(0).nanos().length;
    }
  }

  @Test
  void roundThatOthersDisturbedIsRepeated() throws IOException {
    assertEquals(3, turns(busyFor(2), 10));
    assertTrue(
        html().contains("disturbed 2 of 5 rounds of turns; 2 were repeated, 0 are in the numbers"));
  }

  @Test
  void onBusyMachineNoMoreRoundsAreRepeatedThanWereWantedAndTheRestIsNamed() throws IOException {
    assertEquals(3, turns(busyFor(100), 10));
    String html = html();
    assertTrue(html.contains("disturbed 6 of 6 rounds of turns; 3 were repeated"), html);
    assertTrue(html.contains("test, 4&nbsp;KiB: 3 of 3 rounds, other programs on up to 0.5 cores"));
  }

  @Test
  void contestRepeatsNoMoreThanItsPaceAllows() throws IOException {
    assertEquals(3, turns(busyFor(100), 1));
    assertTrue(html().contains("disturbed 4 of 4 rounds of turns; 1 were repeated"));
  }

  @Test
  void systemThatDoesNotStartIsLeftOut() throws IOException {
    try (Contest contest = new Contest(report, Pace.TINY)) {
      contest.enter(
          "absent", Role.PEER, () -> Systems.program("absent", "no-such", List.of(), Map.of()));
    }
    assertTrue(html().contains("absent"));
  }
}
