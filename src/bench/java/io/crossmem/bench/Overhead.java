package io.crossmem.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link OverheadBenchmark} and prints Java's time as a multiple of C's, iteration by iteration. */
public final class Overhead {
  private static final String[] SHAPES = {"64x1", "64x1024", "1048576x1", "16777216x1", "67108864x1"};

  private Overhead() {}

  /** Argument: {@code --quick} for a tenth of the time. */
  public static void main(String[] arguments) throws RunnerException {
    List<String> shapes = Arrays.stream(arguments).filter(a -> a.contains("x")).toList();
    boolean quick = Arrays.asList(arguments).contains("--quick");
    System.out.printf(
        "%-16s %-12s %12s %12s %8s %17s %8s%n",
        "read", "bytes", "C ns", "Java ns", "Java/C", "10%..90%", "B/op");
    for (String shape : shapes.isEmpty() ? List.of(SHAPES) : shapes) {
      Collection<RunResult> results =
          new Runner(
                  new OptionsBuilder()
                      .include(OverheadBenchmark.class.getName())
                      .param("shape", shape)
                      .forks(quick ? 1 : 3)
                      .warmupIterations(10)
                      .measurementIterations(quick ? 10 : 30)
                      .warmupTime(TimeValue.milliseconds(100))
                      .measurementTime(TimeValue.milliseconds(100))
                      .addProfiler(GCProfiler.class)
                      .verbosity(VerboseMode.SILENT)
                      .build())
              .run();
      results.forEach(result -> print(shape, result));
    }
  }

  private static void print(String shape, RunResult result) {
    List<Double> c = new ArrayList<>();
    List<Double> java = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    List<Double> turn = new ArrayList<>();
    for (IterationResult iteration : iterations(result)) {
      double inC = iteration.getSecondaryResults().get("c").getScore();
      double inJava = iteration.getPrimaryResult().getScore();
      double calls = iteration.getSecondaryResults().get("calls").getScore();
      c.add(inC / calls);
      java.add(inJava / calls);
      ratio.add(inJava / inC);
      turn.add(inJava);
    }
    String name = result.getParams().getBenchmark();
    double bytesPerTurn = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
    System.out.printf(
        Locale.ROOT,
        "%-16s %-12s %12.1f %12.1f %8.3f %8.3f..%7.3f %8.2f%n",
        name.substring(name.lastIndexOf('.') + 1),
        shape,
        quantile(c, 0.5),
        quantile(java, 0.5),
        quantile(ratio, 0.5),
        quantile(ratio, 0.1),
        quantile(ratio, 0.9),
        bytesPerTurn * quantile(java, 0.5) / quantile(turn, 0.5));
  }

  private static List<IterationResult> iterations(RunResult result) {
    return result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .toList();
  }

  private static double quantile(List<Double> values, double q) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.round(q * (sorted.size() - 1)));
  }
}
