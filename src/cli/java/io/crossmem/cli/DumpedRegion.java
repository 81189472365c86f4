package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Saves a region to a file, each byte at its offset in the region, and collects the holes. */
final class DumpedRegion {
  private final String file;
  private final MemoryRegion region;
  private final List<Hole> holes = new ArrayList<>();
  private long bytes;

  private record Hole(long start, long end, RegionReader.Cause cause) {}

  DumpedRegion(String file, MemoryRegion region) {
    this.file = file;
    this.region = region;
  }

  RegionReader.Sink into(FileChannel channel, ProgressBar progress) {
    return new RegionReader.Sink() {
      @Override
      public void bytes(long address, ByteBuffer piece) throws IOException {
        progress.advance(piece.remaining());
        for (long at = address - region.start(); piece.hasRemaining(); ) {
          int written = channel.write(piece, at);
          at += written;
          bytes += written;
        }
      }

      @Override
      public void hole(long start, long end, RegionReader.Cause cause) {
        progress.advance(end - start);
        int last = holes.size() - 1;
        boolean goesOn =
            last >= 0 && holes.get(last).end == start && holes.get(last).cause == cause;
        long from = goesOn ? holes.remove(last).start : start;
        holes.add(new Hole(from, end, cause));
      }
    };
  }

  long bytes() {
    return bytes;
  }

  long bytesLeftOut(RegionReader.Cause cause) {
    return holes.stream()
        .filter(hole -> hole.cause == cause)
        .mapToLong(hole -> hole.end - hole.start)
        .sum();
  }

  /**
   * The entry in the index; {@code stop} is null if only holes were skipped. Addresses are text.
   */
  Map<String, Object> entry(ProcessMemoryException stop) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("file", file);
    entry.put("start", Numbers.hex(region.start()));
    entry.put("end", Numbers.hex(region.end()));
    entry.put("permissions", region.permissions());
    entry.put("path", region.path());
    entry.put("offset", region.offset());
    entry.put("size", region.length());
    entry.put("saved", bytes);
    entry.put("holes", holes.stream().map(DumpedRegion::toMap).toList());
    entry.put("stoppedBy", stop == null ? null : stop.errno().toString());
    return entry;
  }

  private static Map<String, Object> toMap(Hole hole) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("start", Numbers.hex(hole.start));
    map.put("end", Numbers.hex(hole.end));
    map.put("cause", hole.cause.toString());
    return map;
  }
}
