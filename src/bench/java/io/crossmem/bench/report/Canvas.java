package io.crossmem.bench.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;

/**
 * Converts charts to PNGs, with the machine in the footer, since a picture may be used without its
 * report.
 */
final class Canvas {
  static final int WIDTH = 1000;
  static final int HEIGHT = 620;

  private static final int LEVEL = 17; // divides 255
  private static final int FOOT = 22;
  private static final int MARGIN = 10;
  private static final Color FOOT_COLOUR = new Color(0x777777);

  private final String foot;

  Canvas(String foot) {
    this.foot = foot;
    System.setProperty("java.awt.headless", "true"); // no display is needed
  }

  byte[] png(XYChart chart) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    chart.paint(graphics, WIDTH, HEIGHT - FOOT);
    paintFoot(graphics);
    graphics.dispose();
    return encode(image);
  }

  private void paintFoot(Graphics2D graphics) {
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
    graphics.setColor(FOOT_COLOUR);
    graphics.drawString(foot, MARGIN, HEIGHT - MARGIN);
  }

  private static byte[] encode(BufferedImage image) {
    thinOut(image);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen in memory
    }
    return out.toByteArray();
  }

  /**
   * Reduces each colour to 16 levels. This is not visible in lines and text and saves almost half
   * of the bytes: a report may have a hundred pictures.
   */
  private static void thinOut(BufferedImage image) {
    int[] pixels = image.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = level(pixels[i] >> 16) << 16 | level(pixels[i] >> 8) << 8 | level(pixels[i]);
    }
    image.setRGB(0, 0, WIDTH, HEIGHT, pixels, 0, WIDTH);
  }

  private static int level(int colour) {
    return ((colour & 0xff) + LEVEL / 2) / LEVEL * LEVEL;
  }
}
