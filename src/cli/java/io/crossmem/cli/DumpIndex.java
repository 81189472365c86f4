package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The index of a dump. It says whether the dump is complete. Thread-safe. */
final class DumpIndex {
  private final long pid;
  private final Path file;
  private final List<Map<String, Object>> regions = new ArrayList<>();
  private boolean complete;

  DumpIndex(long pid, Path file) {
    this.pid = pid;
    this.file = file;
  }

  synchronized void add(Map<String, Object> region) {
    regions.add(region);
  }

  synchronized void complete() {
    complete = true;
  }

  /** Replaces the old file by a new one; the old one stays if the disk is full. */
  synchronized void write() throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("pid", pid);
    all.put("complete", complete);
    all.put("regions", regions);
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(whole, (Json.of(all) + "\n").getBytes(UTF_8));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
