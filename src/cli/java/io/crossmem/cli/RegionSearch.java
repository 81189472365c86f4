package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;

/** Searches regions in parts, so that there is progress to show and an end may come early. */
final class RegionSearch {
  private static final long PART_BYTES = 64L << 20;

  private final ProcessMemory process;
  private final byte[] pattern;
  private final ProgressBar progress;
  private final Hits hits;
  private long looked;
  private long skipped;

  RegionSearch(ProcessMemory process, byte[] pattern, ProgressBar progress, Hits hits) {
    this.process = process;
    this.pattern = pattern;
    this.progress = progress;
    this.hits = hits;
  }

  void in(MemoryRegion region) throws ProcessMemoryException {
    long left = region.length();
    for (long start = region.start(); left > 0 && hits.wantsMore(); start += PART_BYTES) {
      long length = Math.min(PART_BYTES, left);
      long read = process.find(part(region, start, start + length), pattern, hits);
      left -= length;
      looked += read;
      skipped += length - read;
      progress.advance(length);
      if (left > 0) {
        acrossEnd(region, start + length, left);
      }
      hits.flush();
    }
  }

  /** The places that begin in one part and end in the next. */
  private void acrossEnd(MemoryRegion region, long end, long left) throws ProcessMemoryException {
    int reach = pattern.length - 1;
    if (reach > 0) {
      long behind = Math.min(reach, left);
      process.find(part(region, end - reach, end + behind), pattern, hits);
    }
  }

  private static MemoryRegion part(MemoryRegion region, long start, long end) {
    return new MemoryRegion(
        start,
        end,
        region.permissions(),
        region.offset() + start - region.start(),
        region.device(),
        region.inode(),
        region.path());
  }

  long looked() {
    return looked;
  }

  long skipped() {
    return skipped;
  }
}
