package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds a pattern in all readable memory. */
@Command(
    name = "find",
    description = {
      "Prints every address where a pattern occurs in the readable memory of a process.",
      "Memory that cannot be read, or that the process has never touched, is skipped; its size"
          + " is printed at the end.",
      "The exit status is 1 if nothing is found."
    })
final class FindCommand implements Callable<Integer> {
  @Mixin private Target target;

  @Parameters(
      index = "1",
      paramLabel = "<pattern>",
      description = {
        "Pairs of hex digits are bytes; also " + TypedBytes.HELP + "; anything else is text."
      })
  private String typedPattern;

  @Option(names = "--limit", paramLabel = "<n>", description = "Stop after this number of places.")
  private Long limit;

  @Option(
      names = "--in",
      paramLabel = "<region>",
      description =
          "Search only this mapping: heap, libc.so.6, a full path, or the mapping that"
              + " contains an address. Can be given several times.")
  private List<String> in = List.of();

  @Option(names = "--ignore-case", description = "Ignore upper and lower case in a text.")
  private boolean ignoreCase;

  @Option(
      names = "--context",
      description = "After each place, print the 16 bytes there as a line of a hex dump.")
  private boolean context;

  @Option(names = "--json", description = "Print JSON, sizes in bytes, after the whole search.")
  private boolean json;

  @Spec private CommandSpec spec;

  private SearchPattern pattern;

  @Override
  public Integer call() throws IOException {
    if (limit != null && limit < 1) {
      throw new BadInput("expected a limit of 1 or more, not " + limit);
    }
    pattern = SearchPattern.parse(typedPattern, ignoreCase);
    PrintWriter err = spec.commandLine().getErr();
    try (ProcessMemory process = target.open();
        RegionReader reader = new RegionReader(process)) {
      Place place = target.place(process);
      List<MemoryRegion> readable =
          place.select(in).stream().filter(MemoryRegion::isReadable).toList();
      long total = readable.stream().mapToLong(MemoryRegion::length).sum();
      try (ProgressBar progress = new ProgressBar(err, total)) {
        FoundBytes bytes = context ? new FoundBytes(process) : null;
        FoundJson found = new FoundJson(place, bytes);
        PrintWriter out = spec.commandLine().getOut();
        Hits hits = new Hits(json ? found : new FoundLines(out, place, bytes), progress, limit);
        RegionSearch search = new RegionSearch(pattern, progress, hits);
        for (MemoryRegion region : readable) {
          if (hits.wantsMore()) {
            search.in(region, reader);
          }
        }
        progress.clear();
        if (json) {
          out.println(Json.of(toMap(found, hits, search)));
        } else {
          out.flush();
          err.println(summary(hits, search, progress.seconds()));
        }
        return hits.count() == 0 ? 1 : 0;
      }
    }
  }

  private Map<String, Object> toMap(FoundJson found, Hits hits, RegionSearch search) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pattern", pattern.meaning());
    map.put("places", found.places());
    map.put("stopped", !hits.wantsMore());
    map.put("looked", search.looked());
    map.put("untouched", search.untouched());
    map.put("unreadable", search.unreadable());
    return map;
  }

  private String summary(Hits hits, RegionSearch search, double seconds) {
    String places = hits.count() + (hits.count() == 1 ? " place" : " places");
    String stopped = hits.wantsMore() ? "" : ", and stopped there";
    return String.format(
        Locale.ROOT,
        "%s: %s in %s%s, %.1f s, %s%s%s",
        pattern.meaning(),
        places,
        Numbers.size(search.looked()),
        stopped,
        seconds,
        Numbers.rate(search.looked(), seconds),
        skipped(search.untouched(), "were never touched"),
        skipped(search.unreadable(), "could not be read"));
  }

  private static String skipped(long bytes, String why) {
    return bytes == 0 ? "" : "; " + Numbers.size(bytes) + " " + why;
  }
}
