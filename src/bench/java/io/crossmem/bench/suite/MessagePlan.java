package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Metric.ALLOCATED;
import static io.crossmem.bench.report.Metric.BANDWIDTH;
import static io.crossmem.bench.report.Metric.CPU;
import static io.crossmem.bench.report.Metric.LATENCY;
import static io.crossmem.bench.report.Metric.RATE;
import static io.crossmem.bench.suite.Suite.KIB;
import static io.crossmem.bench.suite.Suite.MIB;

import io.crossmem.bench.rank.State;
import io.crossmem.bench.report.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A point of the message suite, with its metrics.
 *
 * @param metrics all from the same turns
 */
record MessagePlan(Point point, List<Metric> metrics) {
  private static final int[] SIZES = {
    8, 64, 512, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB, 16 * MIB, 64 * MIB
  };
  private static final int[] QUICK = {8, 4 * KIB, 64 * KIB, MIB, 4 * MIB};
  private static final List<String> ORDER = List.of("pingpong", "stream", "bidirectional", "rate");
  private static final int MOST_STREAMED = 16 * MIB; // four of them are in progress at a time
  private static final int MOST_RATED = 4 * KIB;
  private static final int LEAST_ON_HUGE_PAGES = 64 * KIB;
  private static final int LEAST_FRESH = 4 * KIB; // below, access takes too little time
  private static final int MOST_FRESH = 16 * MIB; // above, no cache keeps a message

  /** For all cases except one, to save time. */
  private static final Set<Integer> SOME_FRESH = Set.of(4 * KIB, 64 * KIB, MIB, 16 * MIB);

  /** All plans, by case and ascending size. */
  static List<MessagePlan> all(Suite suite) {
    List<MessagePlan> plans = new ArrayList<>();
    for (State state : List.of(State.HOT, State.FRESH)) {
      for (int bytes : suite.sizes(SIZES, QUICK)) {
        if (state == State.HOT || (bytes >= LEAST_FRESH && bytes <= MOST_FRESH)) {
          addPlain(plans, state, bytes);
        }
      }
      for (int bytes : suite.sizes(SIZES, QUICK)) {
        boolean wanted = state == State.HOT || (SOME_FRESH.contains(bytes) && !suite.isQuick());
        if (wanted && bytes >= LEAST_ON_HUGE_PAGES) {
          addHuge(plans, state, bytes, suite.isQuick());
        }
      }
    }
    plans.sort(Comparator.comparing(plan -> ORDER.indexOf(plan.point.exercise()))); // stable
    return plans;
  }

  private static void addPlain(List<MessagePlan> plans, State state, int bytes) {
    plans.add(halfRoundTrip(state, "plain", bytes));
    boolean streams = state == State.HOT || SOME_FRESH.contains(bytes);
    if (streams && bytes <= MOST_STREAMED) {
      plans.add(streaming(state, "plain", bytes));
      plans.add(streaming("both directions", "bidirectional", state, "plain", bytes));
    }
    if (bytes <= MOST_RATED) {
      Point rate = new Point("message rate" + end(state), "rate", "plain", state, bytes, 1);
      plans.add(new MessagePlan(rate, List.of(RATE, ALLOCATED)));
    }
  }

  private static void addHuge(List<MessagePlan> plans, State state, int bytes, boolean quick) {
    plans.add(halfRoundTrip(state, "huge", bytes));
    if (state == State.HOT && bytes <= MOST_STREAMED && !quick) {
      plans.add(streaming(state, "huge", bytes));
      plans.add(streaming("both directions", "bidirectional", state, "huge", bytes));
    }
  }

  static MessagePlan halfRoundTrip(State state, String pages, int bytes) {
    String name = "half round trip" + on(pages) + end(state);
    Point point = new Point(name, "pingpong", pages, state, bytes, 1);
    return new MessagePlan(point, List.of(LATENCY, BANDWIDTH, CPU, ALLOCATED));
  }

  /** Many messages from one rank to the other. */
  static MessagePlan streaming(State state, String pages, int bytes) {
    return streaming("streaming", "stream", state, pages, bytes);
  }

  private static MessagePlan streaming(
      String what, String exercise, State state, String pages, int bytes) {
    Point point = new Point(what + on(pages) + end(state), exercise, pages, state, bytes, 1);
    return new MessagePlan(point, List.of(BANDWIDTH, CPU, ALLOCATED));
  }

  private static String on(String pages) {
    return pages.equals("huge") ? ", 2 MiB pages" : ", 4 KiB pages";
  }

  private static String end(State state) {
    return state == State.FRESH ? ", fresh" : "";
  }
}
