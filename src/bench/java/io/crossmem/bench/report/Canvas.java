package io.crossmem.bench.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;

/**
 * Converts charts to PNGs, with the machine in the footer, since a picture may be used without its
 * report. If there are several charts, each is of another machine, and they are drawn one below the
 * other.
 */
final class Canvas {
  static final int WIDTH = 1000;

  private static final int LEVEL = 17; // divides 255
  private static final int HEAD = 40;
  private static final int PANEL = 520;
  private static final int TITLE = 30; // of a panel
  private static final int AXIS = 60; // below a plot
  private static final int LINE = 15;
  private static final int MARGIN = 12;
  private static final int MOST_LETTERS = 165; // in a line of the footer
  private static final Color INK = new Color(0x222222);
  private static final Color QUIET = new Color(0x666666);

  private final List<String> foot;

  /** {@code foot}: the footer, a line for each machine. */
  Canvas(List<String> foot) {
    this.foot = List.copyOf(foot);
    System.setProperty("java.awt.headless", "true"); // no display is needed
  }

  /** {@code remark}: for the footer, before the machine; may be empty. */
  Picture picture(String file, String title, List<XYChart> charts, String remark) {
    List<String> lines = new ArrayList<>(wrapped(remark));
    foot.forEach(line -> lines.addAll(wrapped(line)));
    int height = HEAD + charts.size() * PANEL + lines.size() * LINE + MARGIN;
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = graphics(image);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, WIDTH, height);
    text(graphics, new Font(Font.SANS_SERIF, Font.BOLD, 17), INK, title, HEAD - MARGIN);
    for (int i = 0; i < charts.size(); i++) {
      paint(image.getSubimage(0, HEAD + i * PANEL, WIDTH, PANEL), charts.get(i));
    }
    for (int i = 0; i < lines.size(); i++) {
      int y = HEAD + charts.size() * PANEL + (i + 1) * LINE;
      text(graphics, new Font(Font.SANS_SERIF, Font.PLAIN, 11), QUIET, lines.get(i), y);
    }
    graphics.dispose();
    return new Picture(file, title, height, encode(image));
  }

  private static void paint(BufferedImage panel, XYChart chart) {
    Graphics2D graphics = graphics(panel);
    int plot = WIDTH - EndLabels.WIDTH;
    chart.paint(graphics, plot, PANEL);
    EndLabels.paint(graphics, chart, plot, TITLE, PANEL - AXIS);
    graphics.dispose();
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    return graphics;
  }

  private static void text(Graphics2D graphics, Font font, Color colour, String text, int y) {
    graphics.setFont(font);
    graphics.setColor(colour);
    graphics.drawString(text, MARGIN, y);
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
      if (line.length() + word.length() > MOST_LETTERS) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    if (line.length() > 0) {
      lines.add(line.toString());
    }
    return lines;
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
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = level(pixels[i] >> 16) << 16 | level(pixels[i] >> 8) << 8 | level(pixels[i]);
    }
    image.setRGB(0, 0, width, height, pixels, 0, width);
  }

  private static int level(int colour) {
    return ((colour & 0xff) + LEVEL / 2) / LEVEL * LEVEL;
  }
}
