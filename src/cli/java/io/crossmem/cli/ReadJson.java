package io.crossmem.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;

/** Prints the result of {@code read} as one line of JSON, which is valid even if memory ends. */
final class ReadJson {
  private final Pieces pieces;
  private final PrintWriter out;
  private final String head;

  ReadJson(Pieces pieces, Place place, long start, PrintWriter out) {
    this.pieces = pieces;
    this.out = out;
    this.head =
        "{\"address\":"
            + Json.of(Numbers.hex(start))
            + ",\"place\":"
            + Json.of(place.describe(start));
  }

  /** Bytes as hex digits. */
  void bytes(long start, long length) throws IOException {
    out.print(head + ",\"bytes\":\"");
    try {
      pieces.readFully(
          start,
          length,
          (at, piece) -> {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            out.print(HexFormat.of().formatHex(bytes));
            out.flush();
          });
    } finally {
      out.println("\"}");
    }
  }

  void string(String text) {
    out.println(head + ",\"type\":\"string\",\"value\":" + Json.of(text) + "}");
  }

  /**
   * Values are text, since JSON readers may round 64-bit numbers; a pointer is followed by its
   * place.
   */
  void values(Values values, long start, Long length) throws IOException {
    String[] separator = {
      head + ",\"type\":" + Json.of(values.type().toString()) + ",\"values\":["
    };
    try {
      values.read(
          start,
          length,
          (at, value) -> {
            out.print(separator[0] + "{\"address\":" + Json.of(Numbers.hex(at)));
            out.print(",\"value\":" + Json.of(value) + "}");
            separator[0] = ",";
          });
    } finally {
      out.println((separator[0].equals(",") ? "" : separator[0]) + "]}");
    }
  }
}
