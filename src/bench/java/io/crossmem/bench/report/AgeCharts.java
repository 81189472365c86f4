package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * Draws cases that differ in the age of their processes: age on the x axis, one line for each
 * system.
 */
final class AgeCharts {
  private static final double FEWEST = 2; // ages: a line needs two

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
    String what = Ages.what(first) + ", " + Quantities.bytes(size) + ", " + which;
    XYChart chart = chart(series, size, first.suite() + ": " + what, value);
    String file = Charts.slug(first.suite() + " " + what) + ".png";
    return new Picture(file, "Time against age: " + chart.getTitle(), canvas.png(chart));
  }

  XYChart chart(List<Case> series, long size, String title, ToDoubleFunction<Result> value) {
    XYChart chart =
        new XYChartBuilder()
            .width(Canvas.WIDTH)
            .height(Canvas.HEIGHT)
            .title(title)
            .xAxisTitle("Age of the process")
            .yAxisTitle(Metric.LATENCY.title() + " (lower is better)")
            .build();
    Set<String> systems = new LinkedHashSet<>();
    series.forEach(each -> systems.addAll(each.systems(Metric.LATENCY).keySet()));
    List<Double> all = new ArrayList<>();
    for (String system : systems) {
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
    return log == Math.rint(log) ? Quantities.threeDigits(Math.pow(2, log)) + " s" : " ";
  }
}
