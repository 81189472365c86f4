package io.crossmem.cli;

import io.crossmem.ProcessMemory;
import java.io.IOException;
import picocli.CommandLine.Parameters;

/** The process that most commands are about: their first parameter. */
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
}
