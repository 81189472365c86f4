package io.crossmem.bench.report;

import java.util.Base64;
import java.util.Locale;

/** Builds a page. Text is escaped; tags may have attributes. */
final class Html {
  private static final String UNIT = "(?<=\\d) (?=(B|[KMG]iB|[nµm]?s|GB/s|s/GB|[kMG]?/s)(\\W|$))";

  private final StringBuilder page = new StringBuilder();

  Html open(String tag) {
    page.append('<').append(tag).append('>');
    return this;
  }

  Html close(String tag) {
    page.append("</").append(tag).append(">\n");
    return this;
  }

  /** Not escaped. */
  Html raw(String text) {
    page.append(text);
    return this;
  }

  Html text(String text) {
    page.append(escape(text));
    return this;
  }

  /** {@code tag}: {@code td} or {@code td class="best"}. */
  Html element(String tag, String text) {
    return open(tag).text(text).close(tag.split(" ")[0]);
  }

  /** Embeds an image, so that the page is a single file. */
  Html image(Picture picture) {
    String data = Base64.getEncoder().encodeToString(picture.png());
    return open(
        String.format(
            Locale.ROOT,
            "img width=\"%d\" height=\"%d\" alt=\"%s\" src=\"data:image/png;base64,%s\"",
            Canvas.WIDTH,
            picture.height(),
            escape(picture.description()),
            data));
  }

  /** Also keeps numbers and units together, and writes µ, which terminals may lack. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("(?<=\\d) us\\b", " µs")
        .replaceAll(UNIT, "&nbsp;");
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
