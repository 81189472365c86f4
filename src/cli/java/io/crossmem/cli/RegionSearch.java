package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Searches the bytes of regions as they are read. */
final class RegionSearch implements RegionReader.Sink {
  private static final int PIECE_BYTES = 256 << 10; // fits into a core's L2 cache

  private final byte[] pattern;
  private final byte[] otherCase;
  private final ProgressBar progress;
  private final Hits hits;

  /** The last bytes of the previous piece, where a place may begin, and then the current piece. */
  private final byte[] window;

  private int kept;
  private long looked;
  private long untouched;
  private long unreadable;

  RegionSearch(SearchPattern pattern, ProgressBar progress, Hits hits) {
    this.pattern = pattern.bytes();
    this.otherCase = pattern.otherCase();
    this.progress = progress;
    this.hits = hits;
    this.window = new byte[Math.addExact(PIECE_BYTES, this.pattern.length)];
  }

  void in(MemoryRegion region, RegionReader reader) throws IOException {
    kept = 0;
    reader.read(region, this);
    hits.flush();
  }

  @Override
  public void bytes(long address, ByteBuffer bytes) {
    progress.advance(bytes.remaining());
    looked += bytes.remaining();
    for (long at = address; bytes.hasRemaining(); ) {
      int length = Math.min(bytes.remaining(), window.length - kept);
      bytes.get(window, kept, length);
      at += length;
      int end = kept + length;
      report(at - end, end - pattern.length);
      kept =
          Math.min(
              end, pattern.length - 1); // less than the pattern, so that no place is found twice
      System.arraycopy(window, end - kept, window, 0, kept);
    }
  }

  private void report(long windowAddress, int last) {
    byte first = pattern[0];
    byte otherFirst = otherCase[0];
    for (int at = 0; at <= last; at++) {
      byte b = window[at];
      if ((b == first || b == otherFirst) && matches(at)) {
        hits.accept(windowAddress + at);
      }
    }
  }

  private boolean matches(int at) {
    for (int i = 1; i < pattern.length; i++) {
      byte b = window[at + i];
      if (b != pattern[i] && b != otherCase[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void hole(long start, long end, RegionReader.Cause cause) {
    kept = 0; // no place spans a hole
    progress.advance(end - start);
    if (cause == RegionReader.Cause.UNTOUCHED) {
      untouched += end - start;
    } else {
      unreadable += end - start;
    }
  }

  @Override
  public boolean wantsMore() {
    return hits.wantsMore();
  }

  long looked() {
    return looked;
  }

  long untouched() {
    return untouched;
  }

  long unreadable() {
    return unreadable;
  }
}
