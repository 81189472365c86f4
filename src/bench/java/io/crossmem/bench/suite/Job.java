package io.crossmem.bench.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Processes that end by themselves. */
final class Job {
  private static final int PATIENCE_SECONDS = 30;

  private Job() {}

  /** The output of the first process; throws if one of them fails or does not end. */
  static List<String> run(String name, List<ProcessBuilder> commands) throws IOException {
    List<Process> processes = new ArrayList<>();
    CompletableFuture<Void> inTime = new CompletableFuture<>();
    try {
      for (ProcessBuilder command : commands) {
        processes.add(command.redirectError(ProcessBuilder.Redirect.INHERIT).start());
      }
      inTime
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .exceptionally(late -> kill(processes)); // this also ends the output
      List<String> lines = new ArrayList<>();
      try (BufferedReader output = processes.get(0).inputReader()) {
        output.lines().forEach(lines::add);
      }
      for (Process process : processes) {
        int status = process.onExit().join().exitValue();
        if (status != 0) {
          throw new IOException(name + " ended with " + status);
        }
      }
      return lines;
    } finally {
      inTime.complete(null);
      kill(processes);
    }
  }

  private static Void kill(List<Process> processes) {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return null;
  }
}
