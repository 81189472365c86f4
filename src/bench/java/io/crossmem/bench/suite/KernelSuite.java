package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.report.Role.PEER;
import static io.crossmem.bench.suite.Suite.KIB;
import static io.crossmem.bench.suite.Suite.MIB;

import io.crossmem.bench.kernel.Memory;
import io.crossmem.bench.report.Measured;
import io.crossmem.bench.report.Metric;
import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Ring bandwidth, and programs with real communication: single copy on and off. */
final class KernelSuite {
  private static final String NAME = "kernels";
  private static final int RING_BYTES = 2 * MIB;
  private static final Map<String, String> TWO_COPIES =
      Map.of("OMPI_MCA_btl_vader_single_copy_mechanism", "none");
  private static final List<KernelProblem> SMALL =
      List.of(
          KernelProblem.sort(MIB, 16),
          KernelProblem.fft(32, 64),
          KernelProblem.stencil(64, 160),
          KernelProblem.cg(16 * KIB, 24));
  private static final List<KernelProblem> LARGE =
      List.of(
          KernelProblem.sort(4 * MIB, 6),
          KernelProblem.fft(64, 10),
          KernelProblem.stencil(128, 40),
          KernelProblem.cg(128 * KIB, 4));
  private static final List<String> HOW =
      List.of(
          "Ring, like b_eff of the HPC Challenge: each rank sends 2 MiB to its left and to its"
              + " right neighbour and receives as much, by sendrecv and by isend and irecv; the"
              + " better result of the two is used. Bandwidth per process: both messages that it"
              + " sends, divided by the time of the slowest rank. In random order each iteration"
              + " has a different ring.",
          "Integer sort: keys in buckets, alltoallv. Transpose: the Fourier transform of a cube of"
              + " complex numbers, alltoall. Stencil: Jacobi with 7 points on a cube, whose faces"
              + " are sent in place, by a Layout or an MPI_Type_create_subarray: with two"
              + " ranks as rows of numbers, with four also as single numbers. Conjugate gradient:"
              + " allgather of the vector, allreduce of 8 B. The size is that of all keys, of the"
              + " cube or of the vector.",
          "In all: the slowest rank's time of an iteration (conjugate gradient: 15 steps),"
              + " including the arithmetic, for which Java takes up to three times as long as C."
              + " Communication: the time in calls that communicate, including waiting for slower"
              + " ranks; the mean of the ranks.",
          "Java and C do the same arithmetic, C without -march=native. Checksums are equal in all"
              + " systems and for any number of ranks, apart from rounding: 1e-9.",
          "Single copy is turned off by -Dcrossmem.protocol=pipeline, and in Open MPI by"
              + " btl_vader_single_copy_mechanism=none. Two ranks are pinned to one core each, more"
              + " are placed by the kernel.");

  private final Report report;
  private final Effort effort;
  private final Map<String, Double> checksums = new HashMap<>();

  /** {@code divisor}: for the number of iterations in a turn. */
  private record Effort(
      boolean large, List<Integer> rings, int turns, long warmUpNanos, int divisor) {}

  KernelSuite(Report report, Pace pace) {
    this.report = report;
    if (pace.equals(Pace.FULL)) {
      effort = new Effort(true, List.of(2, 4, 8), 5, 2_000_000_000, 1);
    } else if (pace.equals(Pace.QUICK)) {
      effort = new Effort(false, List.of(2, 4), 2, 20_000_000, 8);
    } else {
      effort = new Effort(false, List.of(2, 4), 1, 0, Integer.MAX_VALUE);
    }
  }

  void run() throws IOException {
    List<KernelProblem> problems = new ArrayList<>(SMALL);
    if (effort.large) {
      problems.addAll(LARGE);
    }
    report.suite(NAME, 2 * (effort.rings.size() + 2 * problems.size()), HOW);
    for (int ranks : effort.rings) {
      try (KernelContest contest =
          new KernelContest(report, checksums, effort.turns, effort.warmUpNanos)) {
        enter(contest, ranks);
        for (String order : List.of("natural", "random")) {
          ring(contest, ranks, order);
        }
        for (KernelProblem problem : ranks <= 4 ? problems : List.<KernelProblem>of()) {
          kernel(contest, ranks, problem);
        }
      }
    }
  }

  private void enter(KernelContest contest, int ranks) throws IOException {
    contest.enter(
        "crossmem", OURS, () -> Systems.kernels("crossmem", Ranks.of(ranks), Memory.Kind.DIRECT));
    contest.enter(
        "crossmem, two copies",
        OURS,
        () ->
            Systems.kernels(
                "crossmem, two copies",
                Ranks.of(ranks),
                Memory.Kind.DIRECT,
                "-Dcrossmem.protocol=pipeline"));
    contest.enter(
        "crossmem MessageBuffer",
        OURS,
        () ->
            Systems.kernels("crossmem MessageBuffer", Ranks.of(ranks), Memory.Kind.MESSAGE_BUFFER));
    if (hasOpenMpi()) {
      enterOpenMpi(contest, ranks, "Open MPI", Map.of());
      enterOpenMpi(contest, ranks, "Open MPI, two copies", TWO_COPIES);
    } else {
      report.missing("Open MPI", "apt-get install openmpi-bin libopenmpi-dev");
    }
    if (!Systems.canRun(Installation.MPICH, "mpich_kernels")) {
      report.missing("MPICH", "apt-get install mpich libmpich-dev");
    } else if (ranks > Runtime.getRuntime().availableProcessors()) {
      report.leftOut(
          "MPICH in the kernels with more ranks than cores",
          "its ranks spin while they wait, and take many times as long as all others");
    } else {
      contest.enter(
          "MPICH",
          PEER,
          () ->
              Systems.mpich(
                  Installation.ofDebian(Installation.MPICH),
                  Ranks.of(ranks),
                  "mpich_kernels",
                  Map.of()));
    }
  }

  static boolean hasOpenMpi() {
    return Systems.canRun(Installation.OPEN_MPI, "openmpi_kernels");
  }

  private static void enterOpenMpi(
      KernelContest contest, int ranks, String name, Map<String, String> environment)
      throws IOException {
    contest.enter(
        name,
        PEER,
        () ->
            Systems.openMpi(
                Installation.ofDebian(Installation.OPEN_MPI),
                Ranks.of(ranks),
                "openmpi_kernels",
                environment));
  }

  private void ring(KernelContest contest, int ranks, String order) throws IOException {
    String caze = "ring, " + order + " order, per process, " + ranks + " ranks";
    report.next(caze, RING_BYTES);
    Map<String, Measured> best = new LinkedHashMap<>();
    for (String method : List.of("sendrecv", "isend")) {
      KernelProblem problem = scaled(KernelProblem.ring(order, method, RING_BYTES, 20));
      double sent = 2.0 * RING_BYTES * problem.iterations();
      for (KernelContest.Turns turns : contest.compare(problem)) {
        Measured row =
            row(
                caze,
                RING_BYTES,
                turns,
                Metric.BANDWIDTH,
                answer -> sent / answer.slowestCommunication());
        best.merge(turns.system(), row, KernelSuite::better);
      }
    }
    report.add(List.copyOf(best.values()));
  }

  private static Measured better(Measured one, Measured other) {
    return one.result().median() > other.result().median() ? one : other;
  }

  private void kernel(KernelContest contest, int ranks, KernelProblem unscaled) throws IOException {
    KernelProblem problem = scaled(unscaled);
    String caze = problem.caze() + ", " + ranks + " ranks";
    report.next(caze, problem.bytes());
    List<KernelContest.Turns> all = contest.compare(problem);
    int iterations = problem.iterations();
    add(caze + ", communication", problem, all, answer -> answer.communication() / iterations);
    add(caze + ", in all", problem, all, answer -> answer.nanos() / iterations);
  }

  private void add(
      String caze,
      KernelProblem problem,
      List<KernelContest.Turns> all,
      ToDoubleFunction<KernelAnswer> nanos)
      throws IOException {
    List<Measured> rows = new ArrayList<>();
    for (KernelContest.Turns turns : all) {
      rows.add(row(caze, problem.bytes(), turns, Metric.LATENCY, nanos));
    }
    report.add(rows);
  }

  private static Measured row(
      String caze,
      long bytes,
      KernelContest.Turns turns,
      Metric metric,
      ToDoubleFunction<KernelAnswer> value) {
    double[] values = turns.answers().stream().mapToDouble(value).toArray();
    Result result = Result.of(NAME, caze, bytes, turns.system(), metric, values);
    return new Measured(result, turns.role(), true); // otherwise the contest would have thrown
  }

  private KernelProblem scaled(KernelProblem problem) {
    return problem.withIterations(Math.max(1, problem.iterations() / effort.divisor));
  }
}
