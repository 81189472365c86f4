package io.crossmem.bench.report;

/** A chart of a case. */
final class Picture {
  private final String file;
  private final String description;
  private final byte[] png;

  /** {@code file}: its name in the folder of charts. {@code description}: the alternative text. */
  Picture(String file, String description, byte[] png) {
    this.file = file;
    this.description = description;
    this.png = png;
  }

  String file() {
    return file;
  }

  String description() {
    return description;
  }

  /** Not a copy. */
  byte[] png() {
    return png;
  }
}
