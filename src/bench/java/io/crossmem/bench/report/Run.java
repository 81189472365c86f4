package io.crossmem.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The results of one machine, measured now or stored in a folder by an earlier run. */
record Run(Machine machine, List<Case> cases) {
  static final String RESULTS = "results.csv";
  static final String MACHINE = "machine.csv";

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
    return new Run(machineOf(folder), results.cases());
  }

  private static Machine machineOf(Path folder) throws IOException {
    Path file = folder.resolve(MACHINE);
    return Files.exists(file)
        ? Machine.parse(Files.readAllLines(file))
        : Machine.unknown(folder.toString());
  }

  /** The same case in this run. */
  Optional<Case> find(Case other) {
    return cases.stream()
        .filter(each -> each.suite().equals(other.suite()) && each.name().equals(other.name()))
        .findFirst();
  }
}
