package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
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
      "Prints every address where a pattern stands in the readable memory of a process.",
      "Memory that cannot be read, or vanishes meanwhile, is skipped; how much that was is told at"
          + " the end."
    })
final class FindCommand implements Callable<Integer> {
  @Mixin private Target target;

  @Parameters(
      index = "1",
      paramLabel = "<pattern>",
      description = {
        "Pairs of hex digits are bytes; or " + TypedBytes.HELP + "; all else is text."
      })
  private String typedPattern;

  @Option(names = "--limit", paramLabel = "<n>", description = "Stop after so many places.")
  private Long limit;

  @Spec private CommandSpec spec;

  private SearchPattern pattern;

  @Override
  public Integer call() throws IOException {
    if (limit != null && limit < 1) {
      throw new BadInput("expected a limit of 1 or more, not " + limit);
    }
    pattern = SearchPattern.parse(typedPattern, false);
    PrintWriter err = spec.commandLine().getErr();
    try (ProcessMemory process = target.open()) {
      List<MemoryRegion> all = process.regions();
      List<MemoryRegion> readable = all.stream().filter(MemoryRegion::isReadable).toList();
      long total = readable.stream().mapToLong(MemoryRegion::length).sum();
      try (ProgressBar progress = new ProgressBar(err, total)) {
        Hits hits = new Hits(spec.commandLine().getOut(), new Place(all), progress, limit);
        RegionSearch search = new RegionSearch(process, pattern.bytes(), progress, hits);
        for (MemoryRegion region : readable) {
          if (!hits.wantsMore()) {
            break;
          }
          search.in(region);
        }
        progress.clear();
        spec.commandLine().getOut().flush();
        err.println(summary(hits, search, progress.seconds()));
      }
    }
    return 0;
  }

  private String summary(Hits hits, RegionSearch search, double seconds) {
    String places = hits.count() + (hits.count() == 1 ? " place" : " places");
    String stopped = hits.wantsMore() ? "" : ", and stopped there";
    return String.format(
        Locale.ROOT,
        "%s: %s in %s%s, %.1f s, %s%s",
        pattern.meaning(),
        places,
        Numbers.size(search.looked()),
        stopped,
        seconds,
        Numbers.rate(search.looked(), seconds),
        search.skipped() == 0 ? "" : "; " + Numbers.size(search.skipped()) + " could not be read");
  }
}
