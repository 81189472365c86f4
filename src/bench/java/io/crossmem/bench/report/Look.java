package io.crossmem.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How a system is drawn: crossmem with thick lines, limits dotted in the background. The colours
 * are those of Okabe and Ito, which colour-blind readers can tell apart. Markers and dashes differ,
 * too, for print without colour.
 */
record Look(Color colour, BasicStroke stroke, Marker marker) {
  private static final Color[] OURS = rgb(0x0072b2, 0x56b4e9);
  private static final Color[] PEERS = rgb(0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x000000);
  private static final Color[] LIMITS = rgb(0x777777);

  private static final Marker[] OUR_MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND
  };
  private static final Marker[] PEER_MARKERS = {
    SeriesMarkers.SQUARE,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_DOWN,
    SeriesMarkers.CROSS,
    SeriesMarkers.PLUS
  };
  private static final float[][] DASHES = {{1, 0}, {8, 3}, {3, 3}, {10, 3, 2, 3}, {14, 5}};
  private static final float[] DOTS = {1, 4};

  private static final float THICK = 3f;
  private static final float THIN = 1.8f;

  /** Each index has a different marker or colour; the first ones differ in both. */
  static Look of(Role role, int index) {
    Color[] palette = palette(role);
    Color colour = palette[index % palette.length];
    float[] dashes = DASHES[(index + index / palette.length) % DASHES.length];
    return switch (role) {
      case OURS -> new Look(colour, line(THICK, dashes), OUR_MARKERS[index % OUR_MARKERS.length]);
      case PEER -> new Look(colour, line(THIN, dashes), PEER_MARKERS[index % PEER_MARKERS.length]);
      case LIMIT -> new Look(colour, line(THIN, DOTS), SeriesMarkers.NONE);
      case FORCED -> throw new IllegalArgumentException("forced protocols are not drawn");
    };
  }

  static int colours(Role role) {
    return palette(role).length;
  }

  private static Color[] palette(Role role) {
    return switch (role) {
      case OURS -> OURS;
      case PEER -> PEERS;
      case LIMIT -> LIMITS;
      case FORCED -> new Color[0];
    };
  }

  void dress(XYSeries series) {
    series.setLineColor(colour);
    series.setLineStyle(stroke);
    series.setMarkerColor(colour);
    series.setMarker(marker);
  }

  private static BasicStroke line(float width, float[] dashes) {
    return dashes[1] == 0
        ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  private static Color[] rgb(int... colours) {
    return Arrays.stream(colours).mapToObj(Color::new).toArray(Color[]::new);
  }
}
