package io.crossmem.bench.suite;

import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The systems of a suite, which take turns. A system that cannot be started is reported. A system
 * that fails later is left out from then on, unless it is crossmem.
 */
final class Contest implements AutoCloseable {
  private final Report report;
  private final Pace pace;
  private final List<Contender> contenders = new ArrayList<>();
  private final Set<String> known = new HashSet<>(); // exercises that JVMs have compiled before

  private final Neighbours neighbours;
  private int repeats; // rounds that may still be repeated

  Contest(Report report, Pace pace) {
    this(report, pace, Neighbours.here());
  }

  Contest(Report report, Pace pace, Neighbours neighbours) {
    this.report = report;
    this.pace = pace;
    this.neighbours = neighbours;
    repeats = pace.repeats();
  }

  /** Starts the processes of a system. */
  interface Starter {
    RankGroup start() throws IOException;
  }

  void enter(String name, Role role, Starter starter) throws IOException {
    enter(name, role, false, any -> true, starter);
  }

  void enter(String name, Role role, boolean onHeap, Predicate<Point> canDo, Starter starter)
      throws IOException {
    try {
      contenders.add(new Contender(name, role, starter.start(), onHeap, canDo));
    } catch (IOException e) {
      giveUp(name, role, e);
    }
  }

  private void giveUp(String name, Role role, IOException e) throws IOException {
    if (role == Role.OURS) {
      throw e;
    }
    report.leftOut(name, e.getMessage());
  }

  /** Measures all systems at a point. */
  List<Series> compare(Point point) throws IOException {
    if (pace.warmUpNanos() > 0 && known.add(point.exercise() + point.pages())) {
      compile(point);
    }
    List<Series> all = all(point);
    Pace here = pace.of(point.bytes());
    for (Series series : List.copyOf(all)) {
      attempt(all, series, each -> each.prepare(here, here.warmUpNanos()));
    }
    takeTurns(all, here.turns(), point);
    return all;
  }

  /** Lets all systems do a number of iterations in a single turn, without a warm-up. */
  List<Series> once(Point point, int iterations) throws IOException {
    List<Series> all = new ArrayList<>();
    for (Contender contender : contenders) {
      all.add(new Series(contender, point, iterations));
    }
    takeTurns(all, 1, point);
    return all;
  }

  /** Lets JVMs run new exercises for long enough, with messages of all kinds. */
  private void compile(Point first) throws IOException {
    for (Point point : first.ofAllKinds()) {
      List<Series> jvms = all(point);
      jvms.removeIf(series -> !series.contender().compiles());
      for (Series series : List.copyOf(jvms)) {
        attempt(jvms, series, each -> each.prepare(pace, pace.firstNanos()));
      }
    }
  }

  private List<Series> all(Point point) {
    List<Series> all = new ArrayList<>();
    for (Contender contender : contenders) {
      if (contender.takesPartAt(point)) {
        all.add(new Series(contender, point, pace));
      }
    }
    return all;
  }

  /** Measures processor time, with fewer turns, since it varies less. */
  List<Series> processorTurns(List<Series> timed, Point point) throws IOException {
    List<Series> all = new ArrayList<>(timed.stream().map(s -> s.of("processor")).toList());
    takeTurns(all, (pace.turns() + 2) / 3, point);
    return all;
  }

  /**
   * Every other round is in reverse order, so that changes in the machine's speed affect all
   * systems equally. A round that other programs disturbed is repeated, up to a limit.
   */
  private void takeTurns(List<Series> all, int turns, Point point) throws IOException {
    int again = 0;
    int kept = 0;
    double worst = 0;
    neighbours.watch();
    for (int round = 0; round < turns; ) {
      takeRound(all, round % 2 == 1);
      double others = neighbours.busyCores();
      if (others > 0 && again < turns && repeats > 0) {
        again++;
        repeats--;
        all.forEach(Series::forgetTurn);
      } else {
        round++;
        kept += others > 0 ? 1 : 0;
        worst = Math.max(worst, others);
      }
    }
    report.watched(point.name(), point.bytes(), turns, again, kept, worst);
  }

  private void takeRound(List<Series> all, boolean backwards) throws IOException {
    List<Series> order = new ArrayList<>(all);
    if (backwards) {
      Collections.reverse(order);
    }
    for (Series series : order) {
      attempt(all, series, Series::turn);
    }
  }

  private interface Step {
    void take(Series series) throws IOException;
  }

  /** A system that fails gets no further turns. */
  private void attempt(List<Series> all, Series series, Step step) throws IOException {
    try {
      step.take(series);
    } catch (IOException e) {
      giveUp(series.contender().name(), series.contender().role(), e);
      contenders.remove(series.contender());
      series.contender().close();
      all.remove(series);
    }
  }

  /** In parallel, because a JVM takes some time to exit. */
  @Override
  public void close() {
    contenders.parallelStream().forEach(Contender::close);
  }
}
