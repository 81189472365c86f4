package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Metric.ALLOCATED;
import static io.crossmem.bench.report.Metric.BANDWIDTH;
import static io.crossmem.bench.report.Metric.LATENCY;
import static io.crossmem.bench.report.Role.LIMIT;
import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.report.Role.PEER;
import static io.crossmem.bench.suite.Suite.KIB;
import static io.crossmem.bench.suite.Suite.MIB;

import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What package mpi adds to what is below it. */
final class MpiSuite {
  private static final int[] SIZES = {8, 64, 512, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB};
  private static final int[] QUICK = {8, 64 * KIB};
  private static final int LEAST_STREAMED = 4 * KIB;
  private static final int LIST_BYTES = 8 * KIB;
  private static final List<String> HOW =
      List.of(
          "crossmem mpi send is the API in the spelling of Open MPI's binding, crossmem mpi Send in"
              + " that of MPJ Express. The same class is run with both of those, as far as they are"
              + " found.",
          "Limits are what the API stands on: the same messages by Communicator; ProcessMemory for"
              + " windows of the program's memory, a plain copy for windows that allocate theirs;"
              + " Communicator's barrier for a fence; Java's serialization and a message for"
              + " objects.",
          "The object is a list of 1,024 numbers: it is made before it is sent, and copied after it"
              + " was received. The size is that of the numbers in an array.",
          "Put and get: one after the other, the other rank does nothing. In Open MPI each is"
              + " followed by a flush; without one it has not happened.");

  private final Suite suite;
  private final MpiSystems systems;

  MpiSuite(Report report, Pace pace) {
    suite = new Suite("mpi", report, pace);
    systems = new MpiSystems(report);
  }

  void run() throws IOException {
    int[] sizes = suite.sizes(SIZES, QUICK);
    int streamed = (int) java.util.Arrays.stream(sizes).filter(s -> s >= LEAST_STREAMED).count();
    suite.begin(5 * sizes.length + streamed + 2, HOW);
    messages(sizes);
    objects();
    windows(sizes, "created", "window", "remote-copies", "ProcessMemory");
    windows(sizes, "allocated", "allocated-window", "plain-copies", "plain copy");
    fence();
  }

  private static boolean isOneByOne(Point point) {
    return point.exercise().equals("pingpong");
  }

  private void messages(int... sizes) throws IOException {
    try (Contest contest = suite.contest()) {
      ours(contest, "crossmem mpi send", false, any -> true, "send");
      ours(contest, "crossmem mpi send, array", true, MpiSuite::isOneByOne, "send");
      ours(contest, "crossmem mpi Send, array", true, any -> true, "Send");
      if (!Systems.hasOtherBuild()) {
        limit(contest, "Communicator", false, "messages");
        limit(contest, "Communicator, array", true, "messages");
        new MpiPeers(suite.report(), contest).enterOpenMpi(Ranks.pair(), "", Map.of());
        systems.enterOpenMpi(contest, ", send", false, any -> true, "send");
        systems.enterOpenMpi(contest, ", send, array", true, MpiSuite::isOneByOne, "send");
        systems.enterMpjExpress(contest, ", Send, array", "Send");
      }
      for (int bytes : sizes) {
        Point point = Point.hot("half round trip", "pingpong", "plain", bytes);
        suite.measure(contest, point, List.of(LATENCY, BANDWIDTH, ALLOCATED));
      }
      for (int bytes : sizes) {
        if (bytes >= LEAST_STREAMED) {
          Point point = Point.hot("streaming", "stream", "plain", bytes);
          suite.measure(contest, point, List.of(BANDWIDTH, ALLOCATED));
        }
      }
    }
  }

  private void objects() throws IOException {
    try (Contest contest = suite.contest()) {
      ours(contest, "crossmem mpi Send, OBJECT", true, any -> true, "Send-objects");
      if (!Systems.hasOtherBuild()) {
        limit(contest, "serialization and Communicator", true, "serialized-lists");
        systems.enterMpjExpress(contest, ", Send, OBJECT", "Send-objects");
      }
      Point point = Point.hot("half round trip of a list", "pingpong", "plain", LIST_BYTES);
      suite.measure(contest, point, List.of(LATENCY, ALLOCATED));
    }
  }

  private void windows(int[] sizes, String kind, String transport, String below, String name)
      throws IOException {
    try (Contest contest = suite.contest()) {
      ours(contest, "crossmem mpi", false, any -> true, transport);
      if (!Systems.hasOtherBuild()) {
        limit(contest, name, false, below);
        Map<String, String> environment = Map.of("CROSSMEM_BENCH_WINDOWS", kind);
        new MpiPeers(suite.report(), contest).enterOpenMpi(Ranks.pair(), "", environment);
        if (kind.equals("created")) {
          systems.enterOpenMpi(contest, "", false, any -> true, "window-flush");
        }
      }
      for (String exercise : List.of("put", "get")) {
        for (int bytes : sizes) {
          Point point = Point.hot(exercise + ", " + kind + " window", exercise, "plain", bytes);
          suite.measure(contest, point, List.of(LATENCY, ALLOCATED));
        }
      }
    }
  }

  private void fence() throws IOException {
    try (Contest contest = suite.contest()) {
      ours(contest, "crossmem mpi", false, any -> true, "window");
      if (!Systems.hasOtherBuild()) {
        limit(contest, "Communicator's barrier", false, "messages");
        Map<String, String> environment = Map.of("CROSSMEM_BENCH_WINDOWS", "created");
        new MpiPeers(suite.report(), contest).enterOpenMpi(Ranks.pair(), "", environment);
        systems.enterOpenMpi(contest, "", false, any -> true, "window-flush");
      }
      suite.measure(
          contest, Point.hot("fence", "barrier", "plain", Long.BYTES), List.of(LATENCY, ALLOCATED));
    }
  }

  private static void ours(
      Contest contest, String name, boolean onHeap, Predicate<Point> canDo, String what)
      throws IOException {
    contest.enter(name, OURS, onHeap, canDo, () -> MpiSystems.ours(name, what));
    if (Systems.hasOtherBuild()) {
      String other = name + ", other build";
      contest.enter(other, PEER, onHeap, canDo, () -> MpiSystems.otherBuild(other, what));
    }
  }

  private static void limit(Contest contest, String name, boolean onHeap, String transport)
      throws IOException {
    contest.enter(name, LIMIT, onHeap, any -> true, () -> Systems.java(name, 2, transport));
  }
}
