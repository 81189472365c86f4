package io.crossmem.internal.protocol;

import static io.crossmem.internal.protocol.Protocol.GET;
import static io.crossmem.internal.protocol.Protocol.PIPELINE;
import static io.crossmem.internal.protocol.Protocol.SPLIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which protocol is chosen for measured times. */
class ProtocolTimesTest {
  private static final long BYTES = 65536;

  private final ProtocolTimes times = new ProtocolTimes();
  private final Map<Protocol, Long> machine = new EnumMap<>(Protocol.class); // ns for a message
  private final Map<Protocol, Integer> taken = new EnumMap<>(Protocol.class); // messages
  private final Set<Protocol> all = EnumSet.of(PIPELINE, GET, SPLIT);

  private static int bits(Set<Protocol> protocols) {
    return protocols.stream().mapToInt(ProtocolTimes::bit).sum();
  }

  private void machineTakes(long pipeline, long get, long split) {
    machine.put(PIPELINE, pipeline);
    machine.put(GET, get);
    machine.put(SPLIT, split);
  }

  /** Their times, relative to the fastest protocol for each. */
  private double regretOf(int messages, Set<Protocol> possible) {
    taken.clear();
    long sum = 0;
    for (int i = 0; i < messages; i++) {
      Protocol protocol = times.next(bits(possible), PIPELINE);
      assertTrue(possible.contains(protocol));
      taken.merge(protocol, 1, Integer::sum);
      long nanos = machine.get(protocol);
      sum += nanos;
      if (times.isTimed()) {
        times.note(protocol, BYTES, nanos);
      }
    }
    long best = possible.stream().mapToLong(machine::get).min().orElseThrow();
    return (double) sum / ((double) messages * best);
  }

  @Test
  void shouldBeginWithTheGuess() {
    assertEquals(PIPELINE, times.next(bits(all), PIPELINE));
  }

  @Test
  void shouldFindTheFastestWithinAFewMessages() {
    machineTakes(20_000, 10_000, 12_000);
    regretOf(100, all);
    assertEquals(GET, times.best(bits(all), PIPELINE));
  }

  @Test
  void shouldCostLittleInTheLongRun() {
    machineTakes(20_000, 10_000, 30_000);
    regretOf(2000, all);
    double regret = regretOf(100_000, all);
    assertTrue(regret < 1.02, "regret " + regret);
  }

  @Test
  void shouldTryEachNowAndThen() {
    machineTakes(10_000, 19_000, 90_000);
    regretOf(2000, all);
    regretOf(100_000, all);
    assertTrue(taken.get(GET) > 100, taken.toString());
    assertTrue(taken.get(SPLIT) > 50, taken.toString());
    assertTrue(taken.get(SPLIT) < taken.get(GET), taken.toString());
  }

  /** The first messages meet code that is not compiled. */
  @Test
  void shouldForgetABadBeginning() {
    machineTakes(900_000, 100_000, 90_000);
    regretOf(1000, all);
    machineTakes(10_000, 30_000, 40_000);
    regretOf(10_000, all);
    assertEquals(PIPELINE, times.best(bits(all), PIPELINE));
  }

  @Test
  void shouldMoveWithTheMachine() {
    machineTakes(10_000, 18_000, 15_000);
    regretOf(5000, all);
    machineTakes(40_000, 18_000, 25_000);
    regretOf(5000, all);
    assertEquals(GET, times.best(bits(all), PIPELINE));
    machineTakes(10_000, 18_000, 15_000);
    regretOf(20_000, all);
    assertEquals(PIPELINE, times.best(bits(all), PIPELINE));
  }

  /** The host has moved a virtual processor: one copy is as before, two copies are faster. */
  @Test
  void shouldFindSoonThatAnotherOneHasBecomeTheFastest() {
    machineTakes(40_000, 20_000, 30_000);
    regretOf(5000, all);
    assertEquals(GET, times.best(bits(all), PIPELINE));
    machineTakes(10_000, 14_000, 20_000);
    regretOf(400, all);
    assertEquals(PIPELINE, times.best(bits(all), PIPELINE));
  }

  @Test
  void shouldNotTryOthersEarlierWhileTheFastestIsUnchanged() {
    machineTakes(40_000, 20_000, 30_000);
    regretOf(5000, all);
    regretOf(400, all);
    assertTrue(taken.getOrDefault(PIPELINE, 0) <= ProtocolTimes.TRIAL, taken.toString());
  }

  @Test
  void shouldCostLittleWhereTimesAreScattered() {
    Random random = new Random(7);
    long sum = 0;
    for (int i = 0; i < 100_000; i++) {
      Protocol protocol = times.next(bits(all), PIPELINE);
      long least = protocol == PIPELINE ? 10_000 : 20_000;
      long nanos = least + (long) (least * random.nextDouble());
      sum += protocol == PIPELINE ? 0 : nanos / 2; // the additional time, roughly
      if (times.isTimed()) {
        times.note(protocol, BYTES, nanos);
      }
    }
    double regret = sum / (100_000 * 15_000.0);
    assertTrue(regret < 0.04, "regret " + regret);
  }

  @Test
  void shouldNotBeMisledByAMessageThatTookLongForOtherReasons() {
    machineTakes(10_000, 13_000, 14_000);
    regretOf(1000, all);
    times.note(PIPELINE, BYTES, 5_000_000);
    assertEquals(PIPELINE, times.best(bits(all), PIPELINE));
  }

  @Test
  void shouldChooseOnlyPossibleProtocols() {
    machineTakes(20_000, 10_000, 12_000);
    regretOf(1000, all);
    regretOf(1000, EnumSet.of(PIPELINE));
    assertEquals(Map.of(PIPELINE, 1000), taken);
  }

  @Test
  void shouldNotTimeTheFirstMessageOfATrial() {
    machineTakes(10_000, 10_000, 10_000);
    boolean wasTrial = false;
    for (int i = 0; i < 1000; i++) {
      Protocol protocol = times.next(bits(all), PIPELINE);
      boolean isTrial = protocol != PIPELINE;
      assertFalse(isTrial && !wasTrial && times.isTimed());
      wasTrial = isTrial;
      if (times.isTimed()) {
        times.note(protocol, BYTES, isTrial ? 11_000 : 10_000);
      }
    }
  }
}
