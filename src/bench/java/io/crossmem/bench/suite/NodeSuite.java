package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Metric.CPU;
import static io.crossmem.bench.report.Metric.LATENCY;
import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.report.Role.PEER;
import static io.crossmem.bench.suite.Suite.KIB;
import static io.crossmem.bench.suite.Suite.MIB;

import io.crossmem.bench.rank.State;
import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages and collective operations between two hosts, beside the MPI that carries them. */
final class NodeSuite {
  private static final int[] SIZES = {8, 64, 4 * KIB, 64 * KIB, MIB, 4 * MIB};
  private static final int[] QUICK = {8, 64 * KIB, MIB};
  private static final int[] HUGE = {64 * KIB, MIB};
  private static final int[] COLLECTIVE_SIZES = {8, 64 * KIB, MIB};
  private static final List<String> OPERATIONS = List.of("broadcast", "allreduce", "allgather");
  private static final int WAIT_MILLIS = 10_000;
  private static final int QUICK_WAIT_MILLIS = 500;
  private static final List<String> HOW =
      List.of(
          "The two hosts are namespaces of this machine, joined by a virtual cable (veth), over"
              + " which all systems use TCP. A frame that is sent is received on the sender's core,"
              + " so there is no time of a wire, an adapter or an interrupt. RDMA was not measured.",
          "crossmem over Open MPI and over MPICH is compared with the same libmpi in C. Pages of"
              + " 2 MiB are those of a MessageBuffer. crossmem does not copy messages in direct"
              + " buffers; those in arrays are copied through rings on both sides.",
          "SocketChannel and Netty block in the kernel while they wait; spinning, they poll"
              + " instead, as MPI and crossmem do at first. Netty runs in the rank's own thread.",
          "Each rank is pinned to a core. Collective operations are among two ranks on each host;"
              + " if there are fewer cores than ranks, those of a host share one. MPI in C uses"
              + " shared memory inside a host, and Open MPI yields when ranks share a core.",
          "Waiting: one rank waits in a receive, in a full run for ten seconds; the number is the"
              + " part of a core that its process uses.");

  private final Suite suite;

  NodeSuite(Report report, Pace pace) {
    suite = new Suite("nodes", report, pace);
  }

  void run() throws IOException {
    List<MessagePlan> plans = plans();
    int[] sizes = suite.sizes(COLLECTIVE_SIZES, COLLECTIVE_SIZES);
    suite.begin(plans.size() + 2 + OPERATIONS.size() * sizes.length, HOW);
    Optional<String> missing = Hosts.missing();
    if (missing.isPresent()) {
      suite.report().missing("two hosts", missing.get());
      return;
    }
    Hosts made;
    try {
      made = Hosts.start();
    } catch (IOException e) {
      suite.report().leftOut("two hosts", e.getMessage());
      return;
    }
    try (Hosts hosts = made) {
      HostSystems systems = new HostSystems(hosts);
      messages(systems, plans);
      collectives(systems, sizes);
    }
  }

  private List<MessagePlan> plans() {
    List<MessagePlan> plans = new ArrayList<>();
    int[] sizes = suite.sizes(SIZES, QUICK);
    for (int bytes : sizes) {
      plans.add(MessagePlan.halfRoundTrip(State.HOT, "plain", bytes));
    }
    for (int bytes : suite.sizes(HUGE, HUGE)) {
      plans.add(MessagePlan.halfRoundTrip(State.HOT, "huge", bytes));
    }
    for (int bytes : sizes) {
      plans.add(MessagePlan.streaming(State.HOT, "plain", bytes));
    }
    return plans;
  }

  private void messages(HostSystems systems, List<MessagePlan> plans) throws IOException {
    try (Contest contest = suite.contest()) {
      enterMpis(contest, systems, 1);
      List<Installation> ucxs = UcxPeers.installed();
      for (Installation ucx : ucxs) {
        contest.enter("UCX tcp" + ucx.suffix(), PEER, () -> systems.ucx(ucx));
      }
      if (ucxs.isEmpty()) {
        suite.report().missing("UCX", "apt-get install libucx-dev ucx-utils");
      }
      contest.enter("SocketChannel", PEER, () -> systems.java("tcp"));
      contest.enter("SocketChannel, spinning", PEER, () -> systems.java("tcp-spinning"));
      contest.enter("Netty", PEER, () -> systems.java("netty"));
      contest.enter("Netty, spinning", PEER, () -> systems.java("netty-spinning"));
      for (MessagePlan plan : plans) {
        suite.measure(contest, plan.point(), plan.metrics());
      }
      suite.waiting(contest, suite.isQuick() ? QUICK_WAIT_MILLIS : WAIT_MILLIS);
    }
  }

  private void collectives(HostSystems systems, int... sizes) throws IOException {
    try (Contest contest = suite.contest()) {
      enterMpis(contest, systems, 2);
      String among = ", 2+2 ranks";
      suite.measure(
          contest, Point.hot("barrier" + among, "barrier", "plain", Long.BYTES), List.of(LATENCY));
      for (String operation : OPERATIONS) {
        for (int bytes : sizes) {
          Point point = Point.hot(operation + among, operation, "plain", bytes);
          suite.measure(contest, point, List.of(LATENCY, CPU));
        }
      }
    }
  }

  /** crossmem over each installed MPI, and that MPI in C. */
  private void enterMpis(Contest contest, HostSystems systems, int ranksPerHost)
      throws IOException {
    for (Mpi mpi : Mpi.values()) {
      Installation installed = Installation.ofDebian(mpi.kind);
      if (!Systems.canRun(mpi.kind, installed.program())) {
        suite.report().missing(mpi.title, mpi.packages);
        continue;
      }
      String ours = "crossmem over " + mpi.title;
      contest.enter(ours, OURS, () -> systems.crossmem(ours, mpi.kind, ranksPerHost));
      if (ranksPerHost == 1) {
        String copied = "crossmem array over " + mpi.title;
        contest.enter(
            copied,
            OURS,
            true,
            any -> true,
            () -> systems.crossmem(copied, mpi.kind, ranksPerHost));
      }
      contest.enter(mpi.title, PEER, () -> systems.inC(installed, ranksPerHost));
    }
  }

  private enum Mpi {
    OPEN_MPI("Open MPI", Installation.OPEN_MPI, "apt-get install openmpi-bin libopenmpi-dev"),
    MPICH("MPICH", Installation.MPICH, "apt-get install mpich libmpich-dev");

    final String title;
    final String kind;
    final String packages;

    Mpi(String title, String kind, String packages) {
      this.title = title;
      this.kind = kind;
      this.packages = packages;
    }
  }
}
