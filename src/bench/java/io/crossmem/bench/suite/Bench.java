package io.crossmem.bench.suite;

import io.crossmem.bench.overhead.OverheadSuite;
import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.StoredReport;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Runs the requested suites and reports their results; see {@code scripts/bench}. */
public final class Bench {
  private static final Path FOLDER = Path.of("target/bench");
  private static final Path STORED_FOLDER = Path.of("target/bench-report");
  private static final List<String> SUITES =
      List.of("overhead", "copy", "message", "collective", "vectors", "kernels", "cold");

  private Bench() {}

  /**
   * Arguments: the name of a suite or {@code all}, and optionally {@code --quick}; or {@code
   * report} and the folders of stored runs.
   */
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    if (words.get(0).equals("report")) {
      report(words.subList(1, words.size()).stream().map(Path::of).toList());
      return;
    }
    Report report = new Report(FOLDER);
    Versions.tell(report);
    Pace pace = words.contains("--quick") ? Pace.QUICK : Pace.FULL;
    if (pace.equals(Pace.QUICK)) {
      report.quick();
    }
    IdleCheck.of(Neighbours.here()).ifPresent(report::caution);
    try {
      for (String suite : words.contains("all") ? SUITES : List.of(words.get(0))) {
        run(suite, report, pace);
      }
    } finally {
      report.finish(); // also if the run failed
    }
  }

  private static void report(List<Path> folders) throws IOException {
    List<Path> stored = folders.isEmpty() ? List.of(FOLDER) : folders;
    try {
      StoredReport.write(STORED_FOLDER, stored, System.out);
    } catch (NoSuchFileException e) {
      refuse("no stored results: " + e.getFile());
    } catch (IllegalArgumentException e) {
      refuse(e.getMessage());
    }
  }

  private static void refuse(String why) {
    System.err.println("bench: " + why);
    System.exit(1);
  }

  static void run(String suite, Report report, Pace pace) throws IOException {
    switch (suite) {
      case "overhead" -> overhead(report, pace).run();
      case "copy" -> new CopySuite(report, pace).run();
      case "message" -> new MessageSuite(report, pace).run();
      case "collective" -> new CollectiveSuite(report, pace).run();
      case "mpi" -> new MpiSuite(report, pace).run();
      case "vectors" -> new VectorSuite(report, pace).run();
      case "kernels" -> new KernelSuite(report, pace).run();
      case "nodes" -> new NodeSuite(report, pace).run();
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
