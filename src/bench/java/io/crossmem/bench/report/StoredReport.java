package io.crossmem.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the report again from the stored results of earlier runs, also of several machines. */
public final class StoredReport {
  private static final String STORED =
      "Made from stored results. Only the report of the run itself says how often other programs"
          + " disturbed it.";

  private StoredReport() {}

  /**
   * Writes the report and prints its main results.
   *
   * @param folder where the report is written; not one of {@code stored}
   * @param stored the folder of the run that the page describes, then those shown in the charts
   * @throws IllegalArgumentException if a file there was not written by a run
   */
  public static void write(Path folder, List<Path> stored, PrintStream out) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Path each : stored) {
      runs.add(Run.stored(each));
    }
    Notes notes = new Notes();
    notes.cautions().add(STORED);
    new Publication(folder, notes, runs).write();
    Run run = runs.get(0);
    if (!run.isQuick()) {
      out.println(VerdictText.of(run.cases()));
      out.println();
    }
    run.summary().forEach(out::println);
    out.println();
    notes.leftOut().forEach((what, why) -> out.println("left out: " + what + ": " + why));
    out.println(folder.resolve(Publication.PAGE));
    out.println(folder.resolve(Publication.CHARTS) + "/");
  }
}
