package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One case at one size for the terminal: a line for each system, the best first. */
final class TextTable {
  static final String KEY =
      "* crossmem  + crossmem with a forced protocol  - a limit  to peer: time relative to the best"
          + " peer";

  private static final Map<Role, String> MARKS =
      Map.of(Role.OURS, "* ", Role.FORCED, "+ ", Role.PEER, "  ", Role.LIMIT, "- ");

  private final Case point;
  private final long sizeBytes;
  private final Metric first;
  private final List<List<String>> lines = new ArrayList<>();

  /** {@code point}: a case at one size. */
  TextTable(Case point) {
    this.point = point;
    this.sizeBytes = point.sizes().get(0);
    this.first = point.metrics().get(0);
    lines.add(headings());
    point.systems().entrySet().stream()
        .sorted(Comparator.comparingDouble(system -> rank(system.getKey())))
        .forEach(system -> lines.add(cells(MARKS.get(system.getValue()), system.getKey())));
  }

  String text() {
    String size = sizeBytes == 0 ? "" : ", " + Quantities.bytes(sizeBytes);
    int[] widths = widths();
    return lines.stream()
        .map(line -> padded(line, widths))
        .collect(Collectors.joining("\n", point.suite() + ": " + point.name() + size + "\n", ""));
  }

  private double rank(String system) {
    double median = point.at(sizeBytes, system, first).map(Result::median).orElse(Double.NaN);
    return first.lowerIsBetter() ? median : -median;
  }

  private List<String> headings() {
    List<String> headings = new ArrayList<>(List.of(""));
    for (Metric metric : point.metrics()) {
      headings.add(metric.heading());
      if (metric == first) {
        headings.add("min .. max");
      }
    }
    headings.add("to peer");
    return headings;
  }

  private List<String> cells(String mark, String system) {
    List<String> cells = new ArrayList<>(List.of(mark + system));
    for (Metric metric : point.metrics()) {
      Optional<Result> result = point.at(sizeBytes, system, metric);
      cells.add(result.map(r -> metric.formatShort(r.median())).orElse("-"));
      if (metric == first) {
        cells.add(result.map(TextTable::spread).orElse("-"));
      }
    }
    cells.add(ratio(system));
    return cells;
  }

  private static String spread(Result result) {
    Metric metric = result.metric();
    return metric.formatShort(result.min()) + " .. " + metric.formatShort(result.max());
  }

  private String ratio(String system) {
    return Ratio.between(
            point.at(sizeBytes, system, first), point.best(sizeBytes, Role.PEER, first))
        .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio.median()))
        .orElse("");
  }

  private int[] widths() {
    return IntStream.range(0, lines.get(0).size())
        .map(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElse(0))
        .toArray();
  }

  /** Names to the left, numbers to the right. */
  private static String padded(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder(cells.get(0));
    line.append(" ".repeat(widths[0] - cells.get(0).length()));
    for (int i = 1; i < widths.length; i++) {
      line.append(" ".repeat(widths[i] - cells.get(i).length() + 2)).append(cells.get(i));
    }
    return line.toString().stripTrailing();
  }
}
