package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Draws cases: size on the x axis, one line for each system that {@link Selection} chooses. */
final class Charts {
  private static final String RELATIVE = "relative-to-the-fastest";

  private final List<Run> runs;
  private final Looks looks;
  private final Canvas canvas;

  /** {@code runs}: a picture has one chart for each of them that has the case. */
  Charts(List<Run> runs, Looks looks, Canvas canvas) {
    this.runs = runs;
    this.looks = looks;
    this.canvas = canvas;
  }

  /** The systems that are drawn, for each chart of all cases. */
  static List<Map<String, Role>> drawn(List<Run> runs) {
    List<Map<String, Role>> drawn = new ArrayList<>();
    for (Case each : runs.get(0).cases()) {
      for (Metric metric : each.metrics()) {
        drawn.add(
            Ages.of(each).isPresent()
                ? AgeCharts.drawn(Ages.series(each, runs.get(0).cases()))
                : Selection.of(List.copyOf(onEach(runs, each, metric).values()), metric));
      }
    }
    return drawn;
  }

  /** The case on each machine that measured at least two sizes of it: a line needs two. */
  private static Map<Run, Case> onEach(List<Run> runs, Case each, Metric metric) {
    Map<Run, Case> found = new LinkedHashMap<>();
    for (Run run : runs) {
      run.find(each)
          .filter(
              other ->
                  other.of(metric).stream().map(row -> row.result().sizeBytes()).distinct().count()
                      > 1)
          .ifPresent(other -> found.put(run, other));
    }
    return found;
  }

  /** First the speed, then the speed relative to the other systems, then the other metrics. */
  List<Picture> draw(Case each) {
    List<Picture> pictures = new ArrayList<>();
    Optional<Metric> speed = each.speed();
    for (Metric metric : each.metrics()) {
      if (metric.isDrawn()) {
        picture(each, metric, false).ifPresent(pictures::add);
      }
      if (speed.filter(metric::equals).isPresent()) {
        picture(each, metric, true).ifPresent(pictures::add);
      }
    }
    return pictures;
  }

  private Optional<Picture> picture(Case each, Metric metric, boolean relative) {
    Map<Run, Case> machines = onEach(runs, each, metric);
    Map<String, Role> drawn = Selection.of(List.copyOf(machines.values()), metric);
    if (relative) {
      drawn.values().removeIf(role -> role == Role.LIMIT);
    }
    if (machines.isEmpty() || drawn.isEmpty()) {
      return Optional.empty();
    }
    List<XYChart> charts = charts(machines, drawn, metric, relative);
    String kind = relative ? RELATIVE : metric.label();
    String file = slug(each.suite() + " " + each.name() + " " + kind) + ".png";
    String what = relative ? Metric.RELATIVE : metric.title();
    String title = Headline.of(each) + ": " + decapital(what);
    return Optional.of(canvas.picture(file, title, charts, remark(each, metric, drawn)));
  }

  private static String decapital(String text) {
    boolean word = Character.isLowerCase(text.charAt(1));
    return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
  }

  private static String remark(Case each, Metric metric, Map<String, Role> drawn) {
    String others =
        each.systems(metric).entrySet().stream()
            .filter(system -> system.getValue() != Role.FORCED)
            .map(Map.Entry::getKey)
            .filter(system -> !drawn.containsKey(system))
            .collect(Collectors.joining("; "));
    return others.isEmpty() ? "" : "Measured, but not drawn: " + others + ".";
  }

  static String slug(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private List<XYChart> charts(
      Map<Run, Case> machines, Map<String, Role> drawn, Metric metric, boolean relative) {
    Map<Run, List<Line>> lines = new LinkedHashMap<>();
    machines.forEach((run, each) -> lines.put(run, lines(each, drawn, metric, relative)));
    List<Double> values = new ArrayList<>();
    TreeSet<Double> sizes = new TreeSet<>();
    lines.values().stream()
        .flatMap(List::stream)
        .forEach(
            line -> {
              values.addAll(line.values());
              sizes.addAll(line.logSizes());
            });
    if (relative) {
      values.add(1.0);
    }
    Metric unit = relative ? Metric.RATIO : metric;
    Axis axis = Axis.around(values);
    List<XYChart> charts = new ArrayList<>();
    lines.forEach(
        (run, each) -> {
          String machine = machines.size() > 1 || runs.size() > 1 ? run.machine().name() : "";
          XYChart chart = chart(machine, relative ? Metric.RELATIVE : metric.title(), unit, each);
          ChartStyle.apply(chart.getStyler(), unit, axis);
          chart.getStyler().setXAxisMin(sizes.first()).setXAxisMax(sizes.last());
          charts.add(chart);
        });
    return charts;
  }

  private static List<Line> lines(
      Case each, Map<String, Role> drawn, Metric metric, boolean relative) {
    return drawn.keySet().stream()
        .map(
            system ->
                relative ? Line.relative(each, system, metric) : Line.of(each, system, metric))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private XYChart chart(String machine, String what, Metric metric, List<Line> lines) {
    String better = metric.lowerIsBetter() ? " (lower is better)" : " (higher is better)";
    XYChart chart =
        new XYChartBuilder().title(machine).xAxisTitle("Size").yAxisTitle(what + better).build();
    chart.getStyler().setChartTitleVisible(!machine.isEmpty());
    for (Line line : lines) {
      looks.of(line.system()).dress(chart.addSeries(line.system(), line.logSizes(), line.values()));
    }
    if (metric == Metric.RATIO) {
      chart.addAnnotation(new AnnotationLine(1, false, false));
    }
    return chart;
  }
}
