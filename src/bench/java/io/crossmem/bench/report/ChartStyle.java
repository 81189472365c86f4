package io.crossmem.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.style.XYStyler;

/** The common style of all charts, which emphasises the lines. */
final class ChartStyle {
  private static final Color INK = new Color(0x222222);
  private static final Color GRID = new Color(0xeeeeee);

  private ChartStyle() {}

  static void apply(XYStyler styler, Metric metric, Axis values) {
    colours(styler);
    fonts(styler);
    styler.setLegendVisible(false); // the names are at the ends of the lines
    styler.setMarkerSize(8);
    styler.setChartTitlePadding(4);
    styler.setAxisTickPadding(6);
    styler.setPlotContentSize(0.97);
    styler.setXAxisTickMarkSpacingHint(56);
    styler.setXAxisTickLabelsFormattingFunction(ChartStyle::size);
    styler.setYAxisLogarithmic(values.logarithmic());
    styler.setYAxisLogarithmicDecadeOnly(false);
    styler.setYAxisMin(values.min());
    styler.setYAxisMax(values.max());
    styler.setYAxisTickLabelsFormattingFunction(
        value -> values.labels(value) ? metric.tick(value) : " ");
  }

  private static void colours(XYStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartFontColor(INK);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setAxisTickLabelsColor(INK);
  }

  private static void fonts(XYStyler styler) {
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
  }

  /** The label for the logarithm of a whole number of bytes. */
  private static String size(double log) {
    return log == Math.rint(log) ? Quantities.bytes(1L << (int) log) : " ";
  }
}
