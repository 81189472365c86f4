package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The output of all ranks, line by line, each with its rank as a prefix ({@code [3] text}) or
 * without. Bytes are forwarded unchanged, in any encoding.
 */
final class RankOutput {
  /** Longer lines are split; otherwise a rank that never ends a line would fill the memory. */
  private static final int LONGEST_LINE = 256 << 10;

  private static final int PIECE_BYTES = 8 << 10;

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private final OutputStream err = new FileOutputStream(FileDescriptor.err);
  private final boolean namesRanks;
  private volatile boolean closed;

  private RankOutput(boolean namesRanks) {
    this.namesRanks = namesRanks;
  }

  static RankOutput withRanks() {
    return new RankOutput(true);
  }

  static RankOutput plain() {
    return new RankOutput(false);
  }

  Lines toOut(int rank) {
    return new Lines(rank, out);
  }

  Lines toErr(int rank) {
    return new Lines(rank, err);
  }

  /** Whether something could not be written. */
  boolean wasClosed() {
    return closed;
  }

  /** One lock for both streams, since they may be the same terminal or file. */
  private synchronized void write(OutputStream to, ByteArrayOutputStream lines) throws IOException {
    try {
      lines.writeTo(to);
    } catch (IOException e) {
      closed = true;
      throw e;
    }
    lines.reset();
  }

  /** One of the two streams of one rank. */
  final class Lines {
    private final byte[] prefix;
    private final OutputStream to;

    /** Complete lines with their prefixes, then the incomplete last line. */
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    /** Length in bytes of the incomplete line. */
    private int begun;

    private Lines(int rank, OutputStream to) {
      prefix = (namesRanks ? "[" + rank + "] " : "").getBytes(US_ASCII);
      this.to = to;
    }

    /** Forwards a stream until its end. */
    void passOn(InputStream from) throws IOException {
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
        add(piece, count);
      }
      if (begun > 0) {
        add(new byte[] {'\n'}, 1);
      }
    }

    private void add(byte[] piece, int count) throws IOException {
      int start = 0;
      for (int i = 0; i < count; i++) {
        if (piece[i] == '\n') {
          append(piece, start, i + 1 - start);
          begun = 0;
          start = i + 1;
        }
      }
      if (start > 0) {
        write(to, lines);
      }
      append(piece, start, count - start);
      if (begun > LONGEST_LINE) {
        add(new byte[] {'\n'}, 1);
      }
    }

    private void append(byte[] piece, int start, int count) {
      if (count > 0) {
        if (begun == 0) {
          lines.writeBytes(prefix);
        }
        lines.write(piece, start, count);
        begun += count;
      }
    }
  }
}
