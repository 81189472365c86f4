package io.crossmem.bench.suite;

import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The systems that run the kernels, which take turns. All systems must have the same result with
 * any number of ranks. A system that fails is left out from then on, unless it is crossmem.
 */
final class KernelContest implements AutoCloseable {
  private static final int ENOUGH = 3; // consecutive turns that are about as fast as the best
  private static final double FASTER = 0.9;
  private static final int LONGEST = 5; // times the warm-up, if the times never become stable

  private final Report report;
  private final Map<String, Double> checksums; // for each problem, from the first system
  private final int turns;
  private final long warmUpNanos;
  private final List<Entrant> entrants = new ArrayList<>();

  private record Entrant(String name, Role role, RankGroup group) {}

  /** A system's turns. */
  record Turns(String system, Role role, List<KernelAnswer> answers) {}

  /**
   * Starts without systems.
   *
   * @param checksums known from earlier contests
   */
  KernelContest(Report report, Map<String, Double> checksums, int turns, long warmUpNanos) {
    this.report = report;
    this.checksums = checksums;
    this.turns = turns;
    this.warmUpNanos = warmUpNanos;
  }

  void enter(String name, Role role, Contest.Starter starter) throws IOException {
    try {
      entrants.add(new Entrant(name, role, starter.start()));
    } catch (IOException e) {
      giveUp(name, role, e);
    }
  }

  private void giveUp(String name, Role role, IOException e) throws IOException {
    if (role == Role.OURS) {
      throw e;
    }
    report.leftOut(name + " in the kernels", e.getMessage());
  }

  /** The turns of all systems for a problem; those of JVMs after warm-up. */
  List<Turns> compare(KernelProblem problem) throws IOException {
    Map<Entrant, List<KernelAnswer>> answers = new HashMap<>();
    for (Entrant entrant : List.copyOf(entrants)) {
      attempt(entrant, () -> warmUp(entrant, problem));
    }
    for (int round = 0; round < turns; round++) {
      List<Entrant> order = new ArrayList<>(entrants);
      if (round % 2 == 1) {
        Collections.reverse(order); // so that changes in the machine's speed affect all equally
      }
      for (Entrant entrant : order) {
        List<KernelAnswer> own = answers.computeIfAbsent(entrant, none -> new ArrayList<>());
        attempt(entrant, () -> own.add(run(entrant, problem)));
      }
    }
    return entrants.stream()
        .map(entrant -> new Turns(entrant.name, entrant.role, answers.get(entrant)))
        .toList();
  }

  private void warmUp(Entrant entrant, KernelProblem problem) throws IOException {
    long start = System.nanoTime();
    double best = run(entrant, problem).nanos();
    for (int even = 0; entrant.group.compiles() && even < ENOUGH; ) {
      double nanos = run(entrant, problem).nanos();
      even = nanos > best * FASTER ? even + 1 : 0;
      best = Math.min(best, nanos);
      long elapsed = System.nanoTime() - start;
      if (elapsed < warmUpNanos) {
        even = 0;
      } else if (elapsed > LONGEST * warmUpNanos) {
        even = ENOUGH;
      }
    }
  }

  private KernelAnswer run(Entrant entrant, KernelProblem problem) throws IOException {
    KernelAnswer answer =
        KernelAnswer.ofGroup(entrant.group.ask(problem.command(), KernelAnswer::parse));
    Double known = checksums.putIfAbsent(problem.command(), answer.checksum());
    if (!answer.hasChecksum(known == null ? answer.checksum() : known)) {
      throw new IOException(entrant.name + " has a wrong result of \"" + problem.command() + "\"");
    }
    return answer;
  }

  private interface Step {
    void take() throws IOException;
  }

  private void attempt(Entrant entrant, Step step) throws IOException {
    try {
      step.take();
    } catch (IOException e) {
      giveUp(entrant.name, entrant.role, e);
      entrants.remove(entrant);
      entrant.group.close();
    }
  }

  @Override
  public void close() {
    entrants.forEach(entrant -> entrant.group.close());
  }
}
