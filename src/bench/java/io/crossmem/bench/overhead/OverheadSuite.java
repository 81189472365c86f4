package io.crossmem.bench.overhead;

import io.crossmem.bench.report.Measured;
import io.crossmem.bench.report.Metric;
import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.Result;
import io.crossmem.bench.report.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The overhead of Java over the system call, by JMH, and the effect of heap buffers on the
 * collector.
 */
public final class OverheadSuite {
  private static final String NAME = "overhead";
  private static final List<Shape> SHAPES =
      List.of(
          new Shape(64, 1),
          new Shape(1 << 20, 1),
          new Shape(64, 1024),
          new Shape(16 << 20, 1),
          new Shape(64 << 20, 1));
  private static final Map<String, String> WAYS =
      Map.of(
          "iovecArrayBare", "crossmem IovecArray, bare call",
          "iovecArray", "crossmem IovecArray",
          "direct", "crossmem direct",
          "heap", "crossmem heap");
  private static final List<String> HOW =
      List.of(
          "One JVM reads the memory of a C program. Java and a loop around the system call in C"
              + " take turns of a millisecond in one thread, over the same memory on both sides;"
              + " the ratio is that of adjacent turns.",
          "The bare call is the method with flags, without the check for a reused pid, which"
              + " is a second system call.",
          "Pauses of the JVM: G1, with a thread that makes garbage and one that reads 1 GiB at a"
              + " time into a heap buffer, or for comparison into a direct buffer.");

  private final Report report;
  private final Effort effort;

  private OverheadSuite(Report report, Effort effort) {
    this.report = report;
    this.effort = effort;
  }

  /** JMH's numbers; each iteration takes a tenth of a second. */
  private record Effort(int shapes, int forks, int warmUps, int iterations, boolean stops) {}

  /** Everything. */
  public static OverheadSuite full(Report report) {
    return new OverheadSuite(report, new Effort(SHAPES.size(), 2, 10, 20, true));
  }

  /** Fewer cases, shorter. */
  public static OverheadSuite quick(Report report) {
    return new OverheadSuite(report, new Effort(2, 1, 3, 5, false));
  }

  /** For tests of the report, without meaningful times. */
  public static OverheadSuite tiny(Report report) {
    return new OverheadSuite(report, new Effort(1, 1, 0, 1, false));
  }

  /** Bytes of an entry, and how many entries a read has. */
  private record Shape(int bytes, int entries) {
    String parameter() {
      return bytes + "x" + entries;
    }

    String caze() {
      return entries == 1 ? "read" : "read of " + entries + " spans";
    }

    /** One buffer cannot be compared with C's vector of many spans. */
    String ways() {
      return entries == 1 ? "" : "\\.iovecArray";
    }
  }

  /** Measures, and adds the rows to the report. */
  public void run() throws IOException {
    report.suite(NAME, effort.shapes + (effort.stops ? 1 : 0), HOW);
    for (Shape shape : SHAPES.subList(0, effort.shapes)) {
      report.next(shape.caze(), (long) shape.bytes * shape.entries);
      report.add(rows(shape));
    }
    if (effort.stops) {
      addStops();
    } else {
      report.leftOut("overhead, pauses of the JVM and larger reads", "takes longer than --quick");
    }
  }

  private List<Measured> rows(Shape shape) throws IOException {
    List<Measured> rows = new ArrayList<>();
    for (RunResult result : measure(shape)) {
      String name = result.getParams().getBenchmark();
      String way = WAYS.get(name.substring(name.lastIndexOf('.') + 1));
      List<IterationResult> iterations = iterations(result);
      if (rows.isEmpty()) {
        double[] c = iterations.stream().mapToDouble(OverheadSuite::nanosInC).toArray();
        rows.add(row(shape, "process_vm_readv in C", Role.LIMIT, Metric.LATENCY, c));
      }
      double[] java = iterations.stream().mapToDouble(OverheadSuite::nanosInJava).toArray();
      rows.add(row(shape, way, Role.OURS, Metric.LATENCY, java));
      double[] ratio = iterations.stream().mapToDouble(i -> nanosInJava(i) / nanosInC(i)).toArray();
      rows.add(row(shape, way, Role.OURS, Metric.RATIO, ratio));
    }
    return rows;
  }

  private static Measured row(
      Shape shape, String system, Role role, Metric metric, double[] values) {
    long bytes = (long) shape.bytes * shape.entries;
    // The benchmark compares all bytes when it ends, and throws if one is wrong.
    return new Measured(Result.of(NAME, shape.caze(), bytes, system, metric, values), role, true);
  }

  private Collection<RunResult> measure(Shape shape) throws IOException {
    try {
      return new Runner(
              new OptionsBuilder()
                  .include(OverheadBenchmark.class.getName() + shape.ways())
                  .param("shape", shape.parameter())
                  .forks(effort.forks)
                  .warmupIterations(effort.warmUps)
                  .measurementIterations(effort.iterations)
                  .warmupTime(TimeValue.milliseconds(100))
                  .measurementTime(TimeValue.milliseconds(100))
                  .verbosity(VerboseMode.SILENT)
                  .shouldFailOnError(true)
                  .build())
          .run();
    } catch (RunnerException e) {
      throw new IOException("the benchmark of " + shape.parameter() + " failed", e);
    }
  }

  private static List<IterationResult> iterations(RunResult result) {
    return result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .toList();
  }

  private static double nanosInJava(IterationResult iteration) {
    return iteration.getPrimaryResult().getScore() / secondary(iteration, "calls");
  }

  private static double nanosInC(IterationResult iteration) {
    return secondary(iteration, "c") / secondary(iteration, "calls");
  }

  private static double secondary(IterationResult iteration, String name) {
    return iteration.getSecondaryResults().get(name).getScore();
  }

  private void addStops() throws IOException {
    String caze = "pauses of the JVM";
    report.next(caze, HeapPause.BYTES);
    List<Measured> rows = new ArrayList<>();
    for (String kind : List.of("direct", "heap")) {
      try {
        double[] nanos = HeapPause.stops(kind);
        Result result =
            Result.of(NAME, caze, HeapPause.BYTES, "reads, " + kind, Metric.LATENCY, nanos);
        rows.add(new Measured(result, Role.OURS, true));
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }
    report.add(rows);
  }
}
