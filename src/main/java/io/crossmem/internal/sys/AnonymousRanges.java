package io.crossmem.internal.sys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The readable and writable ranges of this process's memory that no other process can truncate:
 * private anonymous memory and sealed files in memory. Taken from one reading of {@code
 * /proc/self/maps}; see proc(5). Immutable.
 */
final class AnonymousRanges {
  static final AnonymousRanges NONE = new AnonymousRanges(new long[0]);

  /** Start, end, start, end, ...; ascending, and no two ranges touch. */
  private final long[] bounds;

  private AnonymousRanges(long[] bounds) {
    this.bounds = bounds;
  }

  /** Whether all bytes from an address on are in one range. */
  boolean contain(long start, long bytes) {
    int found = Arrays.binarySearch(bounds, start);
    int range = found >= 0 ? found : -found - 2; // the last bound at or below the start
    return range >= 0
        && range % 2 == 0 // it is the start of a range
        && bytes <= bounds[range + 1] - start;
  }

  /** Reads the file quickly, into memory that is reused. */
  static final class Reader {
    private static final byte[] HEAP = "[heap]".getBytes(US_ASCII);
    private static final byte[] NAMED = "[anon:".getBytes(US_ASCII); // prctl's PR_SET_VMA_ANON_NAME

    /**
     * The name of files from {@link Syscalls#memfdCreate}, which are sealed before they are mapped.
     */
    private static final byte[] SEALED = "/memfd:crossmem (deleted)".getBytes(US_ASCII);

    private byte[] text = new byte[64 << 10];
    private long[] bounds = new long[256];
    private int count;
    private int at; // position in the text

    /** Null if the file cannot be read, for example because no descriptor is left. */
    AnonymousRanges read() {
      count = 0;
      try (InputStream maps = new FileInputStream("/proc/self/maps")) {
        int kept = 0; // bytes of an incomplete line
        for (int read; (read = maps.read(text, kept, text.length - kept)) > 0; ) {
          int end = kept + read;
          int from = 0;
          for (int i = kept; i < end; i++) {
            if (text[i] == '\n') {
              line(from, i);
              from = i + 1;
            }
          }
          kept = end - from;
          System.arraycopy(text, from, text, 0, kept);
          if (kept == text.length) {
            text = Arrays.copyOf(text, 2 * kept);
          }
        }
        return new AnonymousRanges(Arrays.copyOf(bounds, count));
      } catch (IOException e) {
        return null;
      }
    }

    /** {@code 7f0c-7f0d rw-p 00000000 00:00 0 name}: start, end, rights, offset, device, inode. */
    private void line(int from, int end) {
      at = from;
      long first = hex();
      at++; // the minus
      long last = hex();
      int rights = at + 1;
      if (text[rights] != 'r' || text[rights + 1] != 'w') {
        return;
      }
      boolean isPrivate = text[rights + 3] == 'p';
      at = rights + 5;
      hex(); // the offset
      at++;
      long device = hex();
      at++; // the colon
      device |= hex();
      at++;
      long inode = hex(); // it is decimal, but only whether it is 0 matters
      while (at < end && text[at] == ' ') {
        at++;
      }
      boolean isAnonymous = isPrivate && device == 0 && inode == 0 && isNoFile(end);
      if (isAnonymous || Arrays.equals(text, at, end, SEALED, 0, SEALED.length)) {
        add(first, last);
      }
    }

    private long hex() {
      long value = 0;
      for (int digit; (digit = Character.digit(text[at], 16)) >= 0; at++) {
        value = value << 4 | digit;
      }
      return value;
    }

    private boolean isNoFile(int end) {
      return at == end
          || Arrays.equals(text, at, end, HEAP, 0, HEAP.length)
          || (end - at > NAMED.length
              && Arrays.equals(text, at, at + NAMED.length, NAMED, 0, NAMED.length));
    }

    /** A range that changes while the file is read may occur twice, perhaps longer. */
    private void add(long first, long last) {
      if (count > 0 && first <= bounds[count - 1]) {
        bounds[count - 1] = Math.max(bounds[count - 1], last);
        return;
      }
      if (count == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * count);
      }
      bounds[count++] = first;
      bounds[count++] = last;
    }
  }
}
