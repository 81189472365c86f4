package io.crossmem.cli;

import io.crossmem.AccessReport;
import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The process that most commands work on: their first parameter. */
final class Target {
  @Parameters(
      index = "0",
      paramLabel = "<pid>",
      converter = PidConverter.class,
      description = "The process.")
  private long pid;

  long pid() {
    return pid;
  }

  ProcessMemory open() throws IOException {
    return ProcessMemory.open(pid);
  }

  /** Interprets the addresses that are typed for it. */
  Place place(ProcessMemory process) throws IOException {
    return new Place(regions(process), new ElfSymbols(pid));
  }

  /**
   * Its regions.
   *
   * @throws Refused if it has none, like a kernel thread
   */
  static List<MemoryRegion> regions(ProcessMemory process) throws IOException {
    List<MemoryRegion> regions = process.regions();
    if (regions.isEmpty()) {
      AccessReport report = ProcessMemory.diagnose(process.pid());
      throw new Refused(
          "process "
              + process.pid()
              + ": "
              + (report.isAllowed() ? "it has no memory" : report.explanation()));
    }
    return regions;
  }
}
