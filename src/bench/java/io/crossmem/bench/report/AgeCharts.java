package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * Draws cases that differ in the age of their processes: age on the x axis, one line for each
 * system.
 */
final class AgeCharts {
  private static final double FEWEST = 2; // ages: a line needs two
  private static final double ROUNDING = 1e-9;

  private final Looks looks;
  private final Canvas canvas;

  AgeCharts(Looks looks, Canvas canvas) {
    this.looks = looks;
    this.canvas = canvas;
  }

  /** All pictures of a series, for its first case; none for the others. */
  List<Picture> draw(Case aged, List<Case> all) {
    List<Case> series = Ages.series(aged, all);
    List<Picture> pictures = new ArrayList<>();
    if (!series.get(0).equals(aged) || series.size() < FEWEST) {
      return pictures;
    }
    for (long size : aged.sizes()) {
      pictures.add(picture(series, size, "median of the runs", Result::median));
      pictures.add(picture(series, size, "worst run", Result::max));
    }
    return pictures;
  }

  private Picture picture(
      List<Case> series, long size, String which, ToDoubleFunction<Result> value) {
    Case first = series.get(0);
    String what = Quantities.bytes(size) + ", " + which;
    String file = Charts.slug(first.suite() + " " + Ages.what(first) + ", " + what) + ".png";
    String title = Headline.ofAges(first) + ": " + what;
    return canvas.picture(file, title, List.of(chart(series, size, value)), "");
  }

  /** The systems that are drawn of a series. */
  static Map<String, Role> drawn(List<Case> series) {
    Map<String, Role> systems = new LinkedHashMap<>();
    series.forEach(each -> each.systems(Metric.LATENCY).forEach(systems::putIfAbsent));
    return systems;
  }

  XYChart chart(List<Case> series, long size, ToDoubleFunction<Result> value) {
    XYChart chart =
        new XYChartBuilder()
            .xAxisTitle("Age of the processes")
            .yAxisTitle(Metric.LATENCY.title() + " (lower is better)")
            .build();
    chart.getStyler().setChartTitleVisible(false);
    List<Double> all = new ArrayList<>();
    for (String system : drawn(series).keySet()) {
      List<Double> ages = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (Case each : series) {
        Optional<Result> result = each.at(size, system, Metric.LATENCY);
        if (result.isPresent()) {
          ages.add(Math.log(Ages.of(each).orElseThrow()) / Math.log(2));
          values.add(value.applyAsDouble(result.get()));
        }
      }
      all.addAll(values);
      if (!values.isEmpty()) {
        looks.of(system).dress(chart.addSeries(system, ages, values));
      }
    }
    ChartStyle.apply(chart.getStyler(), Metric.LATENCY, Axis.around(all));
    chart.getStyler().setXAxisTickLabelsFormattingFunction(AgeCharts::age);
    return chart;
  }

  /** The label for a logarithm, if that is a whole number. */
  private static String age(double log) {
    return Math.abs(log - Math.rint(log)) < ROUNDING ? Ages.text(Math.pow(2, Math.rint(log))) : " ";
  }
}
