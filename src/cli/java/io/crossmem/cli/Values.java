package io.crossmem.cli;

import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Prints memory as values of one type: a single value alone, several with their addresses. */
final class Values {
  private final Pieces pieces;
  private final ValueType type;
  private final Place place;
  private final int size;

  Values(ProcessMemory process, Pieces pieces, ValueType type, Place place) {
    this.pieces = pieces;
    this.type = type;
    this.place = place;
    this.size = type == ValueType.POINTER ? process.pointerSize() : type.size;
  }

  /** Takes a value and its address. */
  interface Sink {
    void take(long address, String value);
  }

  ValueType type() {
    return type;
  }

  /** {@code length}: in bytes; null for one value. */
  void print(long address, Long length, PrintWriter out) throws IOException {
    boolean alone = length == null || length == size;
    read(
        address,
        length,
        (at, value) -> out.println(alone ? value : Numbers.hex(at) + ": " + value));
  }

  /** {@code length}: in bytes; null for one value. */
  void read(long address, Long length, Sink sink) throws IOException {
    long bytes = length == null ? size : length;
    if (bytes % size != 0) {
      throw new BadInput(
          "expected a length of whole values, " + size + " bytes each, not " + bytes);
    }
    pieces.readFully(
        address,
        bytes,
        (at, piece) -> {
          piece.order(ByteOrder.nativeOrder());
          for (long next = at; piece.remaining() >= size; next += size) {
            sink.take(next, format(piece));
          }
        });
  }

  private String format(ByteBuffer bytes) {
    if (type != ValueType.POINTER) {
      return type.format(bytes);
    }
    long pointer = size == Integer.BYTES ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
    return Numbers.hex(pointer) + " (" + place.describe(pointer) + ")";
  }
}
