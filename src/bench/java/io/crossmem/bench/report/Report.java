package io.crossmem.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The output of a run: tables on the terminal as it goes, results.csv after each of them, and at
 * the end report.html and its charts.
 */
public final class Report {
  private final Path folder;
  private final PrintStream out;
  private final Progress progress;
  private final Machine machine = Machine.here();
  private final Notes notes = new Notes();
  private final Results results = new Results();
  private boolean isQuick;
  private String suite = "";

  /** {@code folder}: for the files; those of an earlier run are replaced. */
  public Report(Path folder) throws IOException {
    this(folder, System.out, Progress.ofStandardError());
  }

  Report(Path folder, PrintStream out, Progress progress) throws IOException {
    this.folder = folder;
    this.out = out;
    this.progress = progress;
    Files.createDirectories(folder);
    Files.write(folder.resolve(Run.MACHINE), machine.csv());
    machine.lines().forEach((name, value) -> out.printf(Locale.ROOT, "%-22s  %s%n", name, value));
    out.printf(Locale.ROOT, "%n%s%n%n", TextTable.KEY);
  }

  /** The version that a system reports. */
  public void version(String system, String version) {
    notes.versions().put(system, version);
  }

  /** A system that is not installed, and the command that installs it. */
  public void missing(String system, String command) {
    if (notes.missing().put(system, command) == null) {
      tell("not installed and not measured: " + system + ": " + command);
    }
  }

  /** A system or case that could not be measured, and why. */
  public void leftOut(String what, String why) {
    if (notes.leftOut().put(what, why) == null) {
      tell("left out: " + what + ": " + why);
    }
  }

  /**
   * How much other programs disturbed a point of this suite.
   *
   * @param rounds number of rounds
   * @param again rounds that were repeated
   * @param kept rounds that were disturbed and not repeated
   * @param cores used by other programs in the worst of these rounds
   */
  public void watched(String caze, long sizeBytes, int rounds, int again, int kept, double cores) {
    String where = suite + ": " + caze + ", " + Quantities.bytes(sizeBytes);
    String line = notes.disturbances().point(where, rounds, again, kept, cores);
    if (!line.isEmpty()) {
      tell("disturbed: " + line);
    }
  }

  /** This run only shows that everything works: it compares no systems. */
  public void quick() throws IOException {
    isQuick = true;
    List<String> lines = new ArrayList<>(machine.csv());
    lines.add(Run.QUICK);
    Files.write(folder.resolve(Run.MACHINE), lines);
  }

  /** A warning to read before the numbers. */
  public void caution(String sentence) {
    notes.cautions().add(sentence);
    tell(sentence + "\n");
  }

  /** Another sentence about the current suite. */
  public void remark(String sentence) {
    notes.howMeasured().get(suite).add(sentence);
    tell(sentence);
  }

  /**
   * Begins a suite.
   *
   * @param points calls of {@link #add} to come
   * @param howMeasured sentences about how it is measured, and why this is fair
   */
  public void suite(String name, int points, List<String> howMeasured) {
    suite = name;
    notes.howMeasured().put(name, new ArrayList<>(howMeasured));
    progress.suite(name, points);
  }

  /** Called before a point, which is a case at one size, is measured. */
  public void next(String caze, long sizeBytes) {
    progress.next(caze, sizeBytes);
  }

  /**
   * Adds the results of all systems at this point.
   *
   * @throws IllegalStateException if one of them was not verified; then none is added
   */
  public void add(List<Measured> point) throws IOException {
    progress.done();
    if (point.isEmpty()) {
      return; // all systems were left out
    }
    Result first = point.get(0).result();
    requireOnePoint(point, first);
    results.add(point);
    results.write(folder.resolve(Run.RESULTS));
    tell(new TextTable(new Case(suite, first.caze(), point)).text() + "\n");
  }

  private void requireOnePoint(List<Measured> point, Result first) {
    for (Measured row : point) {
      Result result = row.result();
      if (!result.suite().equals(suite)
          || !result.caze().equals(first.caze())
          || result.sizeBytes() != first.sizeBytes()) {
        throw new IllegalArgumentException("a result of another point: " + result.csv());
      }
    }
  }

  /**
   * Writes the remaining files, and prints where crossmem is the fastest, and where and how often
   * something else is better; not for a quick run.
   */
  public void finish() throws IOException {
    Run run = new Run(machine, results.cases(), isQuick);
    new Publication(folder, notes, List.of(run)).write();
    String noCharts = notes.leftOut().get(Publication.CHARTS);
    if (noCharts != null) {
      tell("left out: charts: " + noCharts);
    }
    if (!isQuick) {
      tell(VerdictText.of(run.cases()));
      tell("");
    }
    tellDisturbances();
    run.summary().forEach(this::tell);
    tell("");
    tell(folder.resolve(Publication.PAGE).toString());
    tell(folder.resolve(Run.RESULTS).toString());
    tell(folder.resolve(Publication.CHARTS) + "/");
  }

  private void tellDisturbances() {
    String sentence = notes.disturbances().sentence();
    if (!sentence.isEmpty()) {
      tell(sentence);
      notes.disturbances().stayed().forEach(line -> tell("  " + line));
      tell("");
    }
  }

  private void tell(String text) {
    progress.clear();
    out.println(text);
  }
}
