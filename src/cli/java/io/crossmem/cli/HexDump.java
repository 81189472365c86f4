package io.crossmem.cli;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Lines with an address, 16 bytes and their ASCII characters, like those of xxd. */
final class HexDump {
  private static final int LINE_BYTES = 16;
  private static final String DIGITS = "0123456789abcdef";

  private final StringBuilder line = new StringBuilder();
  private final Appendable out;
  private final int addressDigits;

  /** {@code end}: the highest address, which determines the width of all addresses. */
  HexDump(Appendable out, long end) {
    this.out = out;
    this.addressDigits = end >>> 32 == 0 ? 8 : end >>> 48 == 0 ? 12 : 16;
  }

  /** Prints the bytes between position and limit; only the last call may have a partial line. */
  void print(long address, ByteBuffer bytes) throws IOException {
    for (int at = bytes.position(); at < bytes.limit(); at += LINE_BYTES) {
      printLine(
          address + at - bytes.position(), bytes, at, Math.min(LINE_BYTES, bytes.limit() - at));
    }
  }

  private void printLine(long address, ByteBuffer bytes, int from, int count) throws IOException {
    line.setLength(0);
    hex(address, addressDigits);
    line.append(':');
    for (int i = 0; i < LINE_BYTES; i++) {
      line.append(i % 2 == 0 ? " " : "");
      if (i < count) {
        hex(bytes.get(from + i), 2);
      } else {
        line.append("  ");
      }
    }
    line.append("  ");
    for (int i = 0; i < count; i++) {
      byte b = bytes.get(from + i);
      line.append(b >= ' ' && b < 0x7f ? (char) b : '.');
    }
    out.append(line.append('\n'));
  }

  private void hex(long value, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      line.append(DIGITS.charAt((int) (value >>> shift) & 15));
    }
  }
}
