package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Metric.ALLOCATED;
import static io.crossmem.bench.report.Metric.BANDWIDTH;
import static io.crossmem.bench.report.Metric.CPU;
import static io.crossmem.bench.report.Metric.LATENCY;
import static io.crossmem.bench.report.Metric.RATE;
import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.report.Role.PEER;
import static io.crossmem.bench.suite.Suite.KIB;
import static io.crossmem.bench.suite.Suite.MIB;

import io.crossmem.bench.report.Metric;
import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Messages between two processes. */
final class MessageSuite {
  private static final int[] SIZES = {
    8, 64, 512, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB, 16 * MIB, 64 * MIB
  };
  private static final int[] QUICK = {8, 4 * KIB, 64 * KIB, MIB, 4 * MIB};
  private static final List<String> ORDER = List.of("pingpong", "stream", "bidirectional", "rate");
  private static final long AERON_BYTES = 384L * MIB;
  private static final int MOST_STREAMED = 16 * MIB; // four of them are under way at a time
  private static final int MOST_RATED = 4 * KIB;
  private static final List<String> HOW =
      List.of(
          "Half round trip: a message there and one back, divided by two. Streaming: a window of 4"
              + " to 64 non-blocking messages, about 4 MiB, and a small one back that says they"
              + " have come. Both directions: such a window each way at a time; the bandwidth is"
              + " that of both together. Rate: 64 blocking sends and receives, then a small one"
              + " back.",
          "Messages are numbered and looked at as in the suite copy, by C and by Java alike.",
          "Each rank is pinned to a core by taskset. CPU seconds are those of both processes, and"
              + " here a process that waits by spinning spends them, too.",
          "UCX is a program of ours over its own API, so that what it receives is verified as"
              + " everybody's is. Aeron's driver runs in the first rank's process.",
          "Messages larger than Aeron or Agrona's ring takes go in parts.");

  private final Suite suite;

  MessageSuite(Report report, Pace pace) {
    suite = new Suite("message", report, pace);
  }

  private record Plan(Point point, List<Metric> metrics) {}

  void run() throws IOException {
    List<Plan> plans = plans();
    suite.begin(plans.size(), HOW);
    try (Contest contest = suite.contest()) {
      enterOurs(contest);
      if (Systems.hasOtherBuild()) {
        enterOtherBuild(contest);
      } else {
        enterC(contest);
        enterJava(contest);
      }
      for (Plan plan : plans) {
        suite.measure(contest, plan.point, plan.metrics);
      }
    }
    if (!Systems.hasOtherBuild()) {
      new UcxPerftest(suite.report(), suite.isQuick()).run();
    }
  }

  private List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    for (String pages : List.of("plain", "huge")) {
      String on = pages.equals("huge") ? ", 2 MiB pages" : ", 4 KiB pages";
      for (int bytes : suite.sizes(SIZES, QUICK)) {
        boolean plain = pages.equals("plain");
        if (plain || bytes >= 64 * KIB) {
          Point point = Point.hot("half round trip" + on, "pingpong", pages, bytes);
          plans.add(new Plan(point, List.of(LATENCY, BANDWIDTH, CPU, ALLOCATED)));
        }
        if (bytes <= MOST_STREAMED && (plain || (bytes >= 64 * KIB && !suite.isQuick()))) {
          Point point = Point.hot("streaming" + on, "stream", pages, bytes);
          plans.add(new Plan(point, List.of(BANDWIDTH, CPU, ALLOCATED)));
          Point both = Point.hot("both directions" + on, "bidirectional", pages, bytes);
          plans.add(new Plan(both, List.of(BANDWIDTH, CPU, ALLOCATED)));
        }
        if (plain && bytes <= MOST_RATED) {
          plans.add(
              new Plan(Point.hot("message rate", "rate", pages, bytes), List.of(RATE, ALLOCATED)));
        }
      }
    }
    plans.sort(
        Comparator.comparing(plan -> ORDER.indexOf(plan.point.exercise()))); // stable: sizes rise
    return plans;
  }

  private static void enterOurs(Contest contest) throws IOException {
    contest.enter("crossmem", OURS, () -> Systems.java("crossmem", 2, "messages"));
    contest.enter(
        "crossmem array",
        OURS,
        true,
        Long.MAX_VALUE,
        () -> Systems.java("crossmem array", 2, "messages"));
  }

  private static void enterOtherBuild(Contest contest) throws IOException {
    for (String system : List.of("crossmem", "crossmem array")) {
      contest.enter(
          system + ", other build",
          PEER,
          true,
          Long.MAX_VALUE,
          () -> Systems.otherBuild(system + ", other build", 2, "messages"));
    }
  }

  private void enterC(Contest contest) throws IOException {
    new MpiPeers(suite.report(), contest).enter(2);
    if (MpiPeers.hasOpenMpi()) {
      Map<String, String> copiesTwice = Map.of("OMPI_MCA_btl_vader_single_copy_mechanism", "none");
      contest.enter(
          "Open MPI, two copies", PEER, () -> Systems.openMpi("Open MPI", 2, copiesTwice));
    }
    if (Systems.isBuilt("ucx_rank")) {
      contest.enter("UCX cma", PEER, () -> Systems.ucx("UCX", Systems.SINGLE_COPY));
      contest.enter("UCX posix", PEER, () -> Systems.ucx("UCX", Systems.TWO_COPIES));
      contest.enter("jucx", PEER, MessageSuite::jucx); // which loads the same library
    } else {
      suite.report().missing("UCX and jucx", "apt-get install libucx-dev ucx-utils");
    }
  }

  private void enterJava(Contest contest) throws IOException {
    if (SharedFolder.usableBytes() >= AERON_BYTES) {
      contest.enter("Aeron IPC", PEER, () -> agrona("aeron"));
    } else {
      suite.report().leftOut("Aeron IPC", "/dev/shm is too small for its logs of 384 MiB");
    }
    contest.enter("Agrona ring", PEER, () -> agrona("agrona"));
    contest.enter("SocketChannel, Unix", PEER, () -> Systems.java("unix", 2, "unix"));
  }

  private static RankGroup jucx() throws IOException {
    return Systems.java(
        "jucx", 2, "jucx", Map.of("UCX_TLS", Systems.SINGLE_COPY, "UCX_LOG_LEVEL", "fatal"));
  }

  /** What Aeron's own scripts give their JVMs. */
  private static RankGroup agrona(String transport) throws IOException {
    return Systems.java(
        transport,
        2,
        transport,
        "--add-opens",
        "java.base/jdk.internal.misc=ALL-UNNAMED",
        "-Dagrona.disable.bounds.checks=true");
  }
}
