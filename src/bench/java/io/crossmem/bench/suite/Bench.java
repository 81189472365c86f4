package io.crossmem.bench.suite;

import io.crossmem.bench.overhead.OverheadSuite;
import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs the requested suites and reports their results; see {@code scripts/bench}. */
public final class Bench {
  private static final Path FOLDER = Path.of("target/bench");
  private static final String QUICK =
      "This was a quick run, which shows that everything works. JVMs have had no time to compile"
          + " all of their code, so Java systems look slower than they are.";
  private static final List<String> SUITES =
      List.of("overhead", "copy", "message", "collective", "vectors", "kernels", "cold");

  private Bench() {}

  /** Arguments: the name of a suite or {@code all}, and optionally {@code --quick}. */
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    Report report = new Report(FOLDER);
    Versions.tell(report);
    Pace pace = words.contains("--quick") ? Pace.QUICK : Pace.FULL;
    if (pace.equals(Pace.QUICK)) {
      report.caution(QUICK);
    }
    try {
      for (String suite : words.contains("all") ? SUITES : List.of(words.get(0))) {
        run(suite, report, pace);
      }
    } finally {
      report.finish(); // also if the run failed
    }
  }

  static void run(String suite, Report report, Pace pace) throws IOException {
    switch (suite) {
      case "overhead" -> overhead(report, pace).run();
      case "copy" -> new CopySuite(report, pace).run();
      case "message" -> new MessageSuite(report, pace).run();
      case "collective" -> new CollectiveSuite(report, pace).run();
      case "vectors" -> new VectorSuite(report, pace).run();
      case "kernels" -> new KernelSuite(report, pace).run();
      case "cold" -> new ColdSuite(report, pace).run();
      default -> throw new IllegalArgumentException("no such suite: " + suite);
    }
  }

  private static OverheadSuite overhead(Report report, Pace pace) {
    if (pace.equals(Pace.TINY)) {
      return OverheadSuite.tiny(report);
    }
    return pace.equals(Pace.QUICK) ? OverheadSuite.quick(report) : OverheadSuite.full(report);
  }
}
