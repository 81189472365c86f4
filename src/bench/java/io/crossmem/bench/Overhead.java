package io.crossmem.bench;

import com.sun.management.ThreadMXBean;
import io.crossmem.ProcessMemoryException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link OverheadBenchmark} and prints Java's time as a multiple of C's, iteration by iteration;
 * then what each way allocates.
 */
public final class Overhead {
  private static final String[] SHAPES = {"64x1", "64x1024", "1048576x1", "16777216x1", "67108864x1"};

  private Overhead() {}

  /** Arguments: {@code --quick} for a tenth of the time; shapes, such as {@code 64x1}, instead of all. */
  public static void main(String[] arguments) throws Exception {
    List<String> shapes = Arrays.stream(arguments).filter(a -> a.contains("x")).toList();
    boolean quick = Arrays.asList(arguments).contains("--quick");
    System.out.printf(
        "%-16s %-12s %12s %12s %8s %17s%n",
        "read", "bytes", "C ns", "Java ns", "Java/C", "10%..90%");
    for (String shape : shapes.isEmpty() ? List.of(SHAPES) : shapes) {
      Collection<RunResult> results =
          new Runner(
                  new OptionsBuilder()
                      .include(OverheadBenchmark.class.getName() + ways(shape))
                      .param("shape", shape)
                      .forks(quick ? 1 : 3)
                      .warmupIterations(10)
                      .measurementIterations(quick ? 10 : 30)
                      .warmupTime(TimeValue.milliseconds(100))
                      .measurementTime(TimeValue.milliseconds(100))
                      .verbosity(VerboseMode.SILENT)
                      .build())
              .run();
      results.forEach(result -> print(shape, result));
    }
    printAllocation();
  }

  /** One buffer cannot be compared with C's vector of many spans. */
  private static String ways(String shape) {
    return shape.endsWith("x1") ? "" : ".iovecArray";
  }

  private static void printAllocation() throws ProcessMemoryException {
    OverheadBenchmark benchmark = new OverheadBenchmark();
    OverheadBenchmark.Case c = new OverheadBenchmark.Case();
    c.shape = "64x1";
    c.start();
    System.out.println("Java heap bytes allocated a call:");
    System.out.println("  iovecArray " + allocated(c, () -> benchmark.iovecArray(c)));
    System.out.println("  direct     " + allocated(c, () -> benchmark.direct(c)));
    System.out.println("  heap       " + allocated(c, () -> benchmark.heap(c)));
    c.stop();
  }

  private interface Turn {
    long run() throws ProcessMemoryException;
  }

  private static double allocated(OverheadBenchmark.Case c, Turn turn) throws ProcessMemoryException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    turn.run();
    threads.getThreadAllocatedBytes(thread);
    long before = threads.getThreadAllocatedBytes(thread);
    turn.run();
    return (double) (threads.getThreadAllocatedBytes(thread) - before) / c.calls;
  }

  private static void print(String shape, RunResult result) {
    List<Double> c = new ArrayList<>();
    List<Double> java = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    for (IterationResult iteration : iterations(result)) {
      double inC = iteration.getSecondaryResults().get("c").getScore();
      double inJava = iteration.getPrimaryResult().getScore();
      double calls = iteration.getSecondaryResults().get("calls").getScore();
      c.add(inC / calls);
      java.add(inJava / calls);
      ratio.add(inJava / inC);
    }
    String name = result.getParams().getBenchmark();
    System.out.printf(
        Locale.ROOT,
        "%-16s %-12s %12.1f %12.1f %8.3f %8.3f..%7.3f%n",
        name.substring(name.lastIndexOf('.') + 1),
        shape,
        quantile(c, 0.5),
        quantile(java, 0.5),
        quantile(ratio, 0.5),
        quantile(ratio, 0.1),
        quantile(ratio, 0.9));
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
