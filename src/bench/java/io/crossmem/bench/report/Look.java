package io.crossmem.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How a system is drawn: crossmem in the foreground, limits in the background. */
record Look(Color colour, BasicStroke stroke, Marker marker) {

  private static final Color[] STRONG =
      rgb(0x0b5cd6, 0x12843d, 0x7a2bc4, 0xd97706, 0x0d8c95, 0xd6231f);
  private static final Color[] MUTED =
      rgb(
          0x8c6d4f, 0x6f8fb3, 0x7fa173, 0xb07a94, 0x8f86b8, 0xa89a4c, 0x5f9b98, 0x7d8794, 0xc08a70,
          0xa578ad, 0x5d8a74, 0x94a85a);
  private static final Color[] GREY = rgb(0x606060, 0x8a8a8a, 0xadadad);
  private static final float[][] DASHES = {{7, 4}, {2, 3}, {10, 3, 2, 3}, {14, 6}};

  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.TRIANGLE_DOWN,
    SeriesMarkers.CROSS,
    SeriesMarkers.PLUS
  };
  private static final int FILLED = 5; // the number of filled markers; the others are thin

  /** Each index has a different marker or colour; the first ones differ in both. */
  static Look of(Role role, int index) {
    Color[] palette = palette(role);
    Color colour = palette[index % palette.length];
    return switch (role) {
      case OURS -> new Look(colour, line(2.8f), MARKERS[index % FILLED]);
      case PEER -> new Look(colour, line(1.5f), MARKERS[index % MARKERS.length]);
      case FORCED -> throw new IllegalArgumentException("forced protocols are not drawn");
      case LIMIT -> new Look(colour, dashed(DASHES[index % DASHES.length]), SeriesMarkers.NONE);
    };
  }

  static int colours(Role role) {
    return palette(role).length;
  }

  private static Color[] palette(Role role) {
    return switch (role) {
      case OURS -> STRONG;
      case PEER -> MUTED;
      case LIMIT -> GREY;
      case FORCED -> new Color[0];
    };
  }

  void dress(XYSeries series) {
    series.setLineColor(colour);
    series.setLineStyle(stroke);
    series.setMarkerColor(colour);
    series.setMarker(marker);
  }

  private static BasicStroke line(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  private static BasicStroke dashed(float[] dashes) {
    return new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  private static Color[] rgb(int... colours) {
    return Arrays.stream(colours).mapToObj(Color::new).toArray(Color[]::new);
  }
}
