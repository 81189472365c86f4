package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Draws cases: size on the x axis, one line for each system. */
final class Charts {
  private final Looks looks;
  private final Canvas canvas;

  Charts(Looks looks, Canvas canvas) {
    this.looks = looks;
    this.canvas = canvas;
  }

  /** None if there is only one size: a line needs two. */
  List<Picture> draw(Case each) {
    List<Picture> pictures = new ArrayList<>();
    if (each.sizes().size() > 1) {
      each.metrics().stream()
          .filter(Metric::isDrawn)
          .map(metric -> picture(each, metric.label(), metric.title(), chart(each, metric)))
          .forEach(pictures::add);
      each.speed()
          .map(speed -> ratioChart(each, speed))
          .filter(chart -> !chart.getSeriesCollection().isEmpty())
          .map(chart -> picture(each, "ratio-to-best-peer", "Ratio to the best peer", chart))
          .ifPresent(pictures::add);
    }
    return pictures;
  }

  private Picture picture(Case each, String kind, String what, XYChart chart) {
    String file = slug(each.suite() + " " + each.name() + " " + kind) + ".png";
    return new Picture(file, what + " against size: " + chart.getTitle(), canvas.png(chart));
  }

  static String slug(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  XYChart chart(Case each, Metric metric) {
    List<Line> lines =
        each.systems(metric).entrySet().stream()
            .filter(system -> system.getValue() != Role.FORCED)
            .map(Map.Entry::getKey)
            .map(system -> Line.of(each, system, metric))
            .toList();
    String better = metric.lowerIsBetter() ? " (lower is better)" : " (higher is better)";
    return chart(each, metric.title() + better, metric, lines);
  }

  /** Each crossmem variant compared with the best peer at that size. */
  XYChart ratioChart(Case each, Metric speed) {
    List<Line> lines =
        each.systems(speed).entrySet().stream()
            .filter(system -> system.getValue() == Role.OURS)
            .map(system -> Line.ofRatios(each, system.getKey(), speed))
            .toList();
    String what = "Time relative to the best peer (below 1, crossmem is faster)";
    return chart(each, what, Metric.RATIO, lines);
  }

  private XYChart chart(Case each, String what, Metric metric, List<Line> lines) {
    XYChart chart =
        new XYChartBuilder()
            .width(Canvas.WIDTH)
            .height(Canvas.HEIGHT)
            .title(each.suite() + ": " + each.name())
            .xAxisTitle("Message size")
            .yAxisTitle(what)
            .build();
    for (Line line : lines) {
      if (!line.isEmpty()) {
        looks
            .of(line.system())
            .dress(chart.addSeries(line.system(), line.logSizes(), line.values()));
      }
    }
    if (metric == Metric.RATIO) {
      chart.addAnnotation(new AnnotationLine(1, false, false));
    }
    ChartStyle.apply(chart.getStyler(), metric, Axis.around(values(metric, lines)));
    return chart;
  }

  /** The values that must be visible; for ratios also 1. */
  private static List<Double> values(Metric metric, List<Line> lines) {
    Stream<Double> one = metric == Metric.RATIO ? Stream.of(1.0) : Stream.empty();
    return Stream.concat(one, lines.stream().flatMap(line -> line.values().stream())).toList();
  }
}
