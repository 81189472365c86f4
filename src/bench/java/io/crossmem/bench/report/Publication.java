package io.crossmem.bench.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the page and the charts of a run, or of the runs of several machines. */
final class Publication {
  static final String PAGE = "report.html";
  static final String CHARTS = "charts";

  private static final String FONTS = "apt-get install fontconfig fonts-dejavu-core";

  private final Path folder;
  private final Notes notes;
  private final List<Run> runs;

  /** {@code runs}: first the one that the page describes, then those shown only in the charts. */
  Publication(Path folder, Notes notes, List<Run> runs) {
    this.folder = folder;
    this.notes = notes;
    this.runs = runs;
  }

  void write() throws IOException {
    Files.createDirectories(folder.resolve(CHARTS));
    removeOldPictures();
    List<Illustrated> illustrated = illustrate();
    for (Illustrated each : illustrated) {
      for (Picture picture : each.pictures()) {
        Files.write(folder.resolve(CHARTS).resolve(picture.file()), picture.png());
      }
    }
    Files.writeString(folder.resolve(PAGE), new HtmlReport(runs, notes, illustrated).text());
  }

  private List<Illustrated> illustrate() {
    List<Case> cases = runs.get(0).cases();
    List<Illustrated> illustrated = new ArrayList<>();
    try {
      Looks looks = new Looks(Charts.drawn(runs));
      List<String> machines = runs.stream().map(run -> run.machine().line()).toList();
      Charts charts = new Charts(runs, looks, new Canvas(machines));
      AgeCharts ageCharts = new AgeCharts(looks, new Canvas(machines.subList(0, 1)));
      for (Case each : cases) {
        boolean aged = Ages.of(each).isPresent();
        illustrated.add(
            new Illustrated(each, aged ? ageCharts.draw(each, cases) : charts.draw(each)));
      }
    } catch (Error e) { // thrown if there is no font; the numbers must not be lost
      notes.leftOut().put(CHARTS, "no font to draw with: " + FONTS + " (" + e.getMessage() + ")");
      return cases.stream().map(each -> new Illustrated(each, List.of())).toList();
    }
    return illustrated;
  }

  private void removeOldPictures() throws IOException {
    List<Path> old = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(CHARTS), "*.png")) {
      files.forEach(old::add);
    }
    for (Path file : old) {
      Files.delete(file);
    }
  }
}
