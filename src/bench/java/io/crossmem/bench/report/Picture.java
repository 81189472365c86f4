package io.crossmem.bench.report;

/** A chart of a case. */
final class Picture {
  private final String file;
  private final String description;
  private final int height;
  private final byte[] png;

  /**
   * {@code file}: its name in the folder of charts. {@code description}: the alternative text.
   * {@code height}: in pixels.
   */
  Picture(String file, String description, int height, byte[] png) {
    this.file = file;
    this.description = description;
    this.height = height;
    this.png = png;
  }

  String file() {
    return file;
  }

  String description() {
    return description;
  }

  int height() {
    return height;
  }

  /** Not a copy. */
  byte[] png() {
    return png;
  }
}
