package io.crossmem.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All measurements, in order. Measurements that were not verified are rejected. */
final class Results {
  private record Key(String suite, String caze, long sizeBytes, String system, Metric metric) {}

  private record CaseKey(String suite, String caze) {}

  private final List<Measured> rows = new ArrayList<>();
  private final Set<Key> keys = new HashSet<>();

  /** Adds all, or none if one of them is rejected. */
  void add(List<Measured> more) {
    Set<Key> added = new HashSet<>();
    for (Measured row : more) {
      Result result = row.result();
      if (!row.verified()) {
        throw new IllegalStateException("bytes were not verified: " + result.csv());
      }
      Key key =
          new Key(
              result.suite(), result.caze(), result.sizeBytes(), result.system(), result.metric());
      if (keys.contains(key) || !added.add(key)) {
        throw new IllegalStateException("measured twice: " + result.csv());
      }
    }
    keys.addAll(added);
    rows.addAll(more);
  }

  List<Measured> rows() {
    return List.copyOf(rows);
  }

  List<Case> cases() {
    Map<CaseKey, List<Measured>> cases = new LinkedHashMap<>();
    for (Measured row : rows) {
      CaseKey key = new CaseKey(row.result().suite(), row.result().caze());
      cases.computeIfAbsent(key, none -> new ArrayList<>()).add(row);
    }
    return cases.entrySet().stream()
        .map(entry -> new Case(entry.getKey().suite(), entry.getKey().caze(), entry.getValue()))
        .toList();
  }

  /** The file is complete at any time: an interrupted run leaves its results so far. */
  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(Measured.HEADER));
    rows.forEach(row -> lines.add(row.csv()));
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.write(next, lines);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
