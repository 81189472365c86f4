package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the regions of a process. */
@Command(
    name = "maps",
    description = {
      "Lists the regions of a process: addresses, permissions, size, size in memory (rss),"
          + " size on huge pages, file and offset."
    })
final class MapsCommand implements Callable<Integer> {
  @Mixin private Target target;

  @Option(names = "--json", description = "Print JSON, sizes in bytes.")
  private boolean json;

  @Spec private CommandSpec spec;

  private record Row(MemoryRegion region, Smaps.Usage usage) {}

  @Override
  public Integer call() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (ProcessMemory process = target.open()) {
      List<MemoryRegion> regions = Target.regions(process); // first: says why it is denied
      Smaps smaps = Smaps.of(target.pid());
      regions.forEach(region -> rows.add(new Row(region, smaps.of(region))));
      process.regions(); // fails if the process has ended and its pid was reused
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(rows.stream().map(MapsCommand::toMap).toList()));
    } else {
      print(rows, out);
    }
    return 0;
  }

  private static void print(List<Row> rows, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-33s %-4s %9s %9s %9s  %s%n",
        "addresses",
        "",
        "size",
        "rss",
        "huge",
        "file");
    long size = 0;
    Smaps.Usage sum = Smaps.Usage.NONE;
    for (Row row : rows) {
      MemoryRegion region = row.region;
      String range = Numbers.hex(region.start()) + "-" + Long.toHexString(region.end());
      line(out, range, region.permissions(), region.length(), row.usage, file(region));
      size += region.length();
      sum = sum.plus(row.usage);
    }
    line(out, rows.size() + " regions", "", size, sum, "");
  }

  private static void line(
      PrintWriter out,
      String range,
      String permissions,
      long size,
      Smaps.Usage usage,
      String file) {
    String line =
        String.format(
            Locale.ROOT,
            "%-33s %-4s %9s %9s %9s  %s",
            range,
            permissions,
            Numbers.size(size),
            Numbers.size(usage.resident()),
            usage.huge() == 0 ? "-" : Numbers.size(usage.huge()),
            file);
    out.println(line.stripTrailing());
  }

  private static String file(MemoryRegion region) {
    String path = Printable.of(region.path());
    return region.offset() == 0 ? path : path + " +" + Numbers.hex(region.offset());
  }

  /** Addresses are text, since JSON readers may round numbers above 2^53. */
  private static Map<String, Object> toMap(Row row) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("start", Numbers.hex(row.region.start()));
    map.put("end", Numbers.hex(row.region.end()));
    map.put("permissions", row.region.permissions());
    map.put("size", row.region.length());
    map.put("rss", row.usage.resident());
    map.put("huge", row.usage.huge());
    map.put("path", row.region.path());
    map.put("offset", row.region.offset());
    return map;
  }
}
