package io.crossmem.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The results of one machine, measured now or stored in a folder by an earlier run.
 *
 * @param isQuick whether it only shows that everything works; its times compare nothing
 */
record Run(Machine machine, List<Case> cases, boolean isQuick) {
  static final String RESULTS = "results.csv";
  static final String MACHINE = "machine.csv";

  /** A line of machine.csv. */
  static final String QUICK = "run,quick";

  /**
   * Reads the results that a run stored.
   *
   * @throws IOException if there are no results or they cannot be read
   * @throws IllegalArgumentException if a line is malformed; the message names the file and line
   */
  static Run stored(Path folder) throws IOException {
    Path file = folder.resolve(RESULTS);
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.get(0).equals(Measured.HEADER)) {
      throw new IllegalArgumentException(
          file + " does not begin with \"" + Measured.HEADER + "\": measure again");
    }
    Results results = new Results();
    for (int i = 1; i < lines.size(); i++) {
      try {
        results.add(List.of(Measured.parse(lines.get(i))));
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw new IllegalArgumentException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    Path about = folder.resolve(MACHINE);
    if (!Files.exists(about)) {
      return new Run(Machine.unknown(folder.toString()), results.cases(), false);
    }
    List<String> known = Files.readAllLines(about);
    return new Run(Machine.parse(known), results.cases(), known.contains(QUICK));
  }

  /** For each suite, then for all: at how many points which side is faster. */
  List<String> summary() {
    if (isQuick) {
      long points = cases.stream().mapToLong(each -> each.sizes().size()).sum();
      return List.of(
          String.format(
              Locale.ROOT,
              "This quick run is no measurement: JVMs had no time to compile their code, so systems"
                  + " are not compared. Everything works: %d points were measured and verified.",
              points));
    }
    return Summary.of(cases).stream().map(Summary::sentence).toList();
  }

  /** The same case in this run. */
  Optional<Case> find(Case other) {
    return cases.stream()
        .filter(each -> each.suite().equals(other.suite()) && each.name().equals(other.name()))
        .findFirst();
  }
}
