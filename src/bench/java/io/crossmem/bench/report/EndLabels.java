package io.crossmem.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/**
 * The names of a chart's lines, each at the height of the line's end. Names that would overlap are
 * moved apart. A thin line connects each end with its name.
 */
final class EndLabels {
  static final int WIDTH = 230;

  private static final int GAP = 17;
  private static final int LEAD = 26; // from the plot to the names
  private static final int KEY = 12;
  private static final int MARKER = 8;
  private static final int ASCENT = 4;
  private static final Color INK = new Color(0x222222);
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private record Label(XYSeries series, double endX, double endY) {}

  private EndLabels() {}

  /**
   * Call it after the chart was painted: only then does the chart know where its points are.
   *
   * @param x the right edge of the plot
   * @param top of the plot
   * @param bottom of the plot
   */
  static void paint(Graphics2D graphics, XYChart chart, int x, int top, int bottom) {
    List<Label> labels = new ArrayList<>();
    for (XYSeries series : chart.getSeriesCollection()) {
      int last = series.getXData().length - 1;
      labels.add(
          new Label(
              series,
              chart.getScreenXFromChart(series.getXData()[last]),
              chart.getScreenYFromChart(series.getYData()[last])));
    }
    labels.sort(Comparator.comparingDouble(Label::endY));
    double[] heights = apart(labels.stream().mapToDouble(Label::endY).toArray(), top, bottom);
    for (int i = 0; i < heights.length; i++) {
      paint(graphics, labels.get(i), x, (int) Math.round(heights[i]));
    }
  }

  /** Moves ascending heights until they are {@link #GAP} apart, and within the plot. */
  static double[] apart(double[] ends, double top, double bottom) {
    double[] heights = ends.clone();
    for (int i = 0; i < heights.length; i++) {
      heights[i] = Math.max(heights[i], i == 0 ? top : heights[i - 1] + GAP);
    }
    for (int i = heights.length - 1; i >= 0; i--) {
      heights[i] = Math.min(heights[i], i == heights.length - 1 ? bottom : heights[i + 1] - GAP);
    }
    return heights;
  }

  private static void paint(Graphics2D graphics, Label label, int x, int y) {
    Color colour = label.series.getLineColor();
    int key = x + LEAD;
    graphics.setColor(colour);
    graphics.setStroke(new BasicStroke(1));
    graphics.drawLine((int) label.endX, (int) label.endY, key - MARKER, y);
    graphics.setStroke(label.series.getLineStyle());
    graphics.drawLine(key - MARKER, y, key + KEY + MARKER, y);
    graphics.setColor(label.series.getMarkerColor());
    label.series.getMarker().paint(graphics, key + KEY / 2.0, y, MARKER);
    graphics.setFont(FONT);
    graphics.setColor(INK);
    graphics.drawString(label.series.getName(), key + KEY + 2 * MARKER, y + ASCENT);
  }
}
