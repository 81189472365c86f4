package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.bench.report.Measured;
import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A real run of a suite, so short that its times say nothing: what counts is what is told. */
final class TinyRun {
  private TinyRun() {}

  static List<Result> of(String suite, Path folder) throws IOException {
    Report report = new Report(folder.resolve(suite));
    Bench.run(suite, report, Pace.TINY);
    report.finish();
    List<String> lines = Files.readAllLines(folder.resolve(suite).resolve("results.csv"));
    assertEquals(
        "suite,case,size_bytes,system,metric,unit,median,min,max,runs,role,language", lines.get(0));
    return lines.stream().skip(1).map(Measured::parse).map(Measured::result).toList();
  }

  static Set<String> systems(List<Result> results) {
    return results.stream().map(Result::system).collect(Collectors.toCollection(TreeSet::new));
  }

  /** In the folder of the run. */
  static void requireOneRowEach(String suite, Path folder, List<Result> results)
      throws IOException {
    assertFalse(results.isEmpty());
    Set<String> keys = new TreeSet<>();
    for (Result row : results) {
      assertEquals(suite, row.suite());
      String key = row.caze() + "|" + row.sizeBytes() + "|" + row.system() + "|" + row.metric();
      assertTrue(keys.add(key), "twice: " + key);
    }
    assertTrue(systems(results).stream().anyMatch(name -> name.startsWith("crossmem")));
    assertTrue(
        Files.readString(folder.resolve(suite).resolve("report.html"))
            .contains("Where not to use crossmem"));
  }
}
