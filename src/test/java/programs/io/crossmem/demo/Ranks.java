package io.crossmem.demo;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** JVMs that join one communicator, as scripts/launch would start them. */
final class Ranks implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 2;

  private final List<Process> processes = new ArrayList<>();
  private final CompletableFuture<Integer> failure = new CompletableFuture<>();

  private Ranks(Class<?> main, int size) throws IOException {
    String launcher = Long.toString(ProcessHandle.current().pid());
    for (int rank = 0; rank < size; rank++) {
      ProcessBuilder builder = Jvm.like(main);
      builder.command().addAll(0, Cores.pin(rank, size));
      builder
          .environment()
          .putAll(
              Map.of(
                  "CROSSMEM_RANK",
                  Integer.toString(rank),
                  "CROSSMEM_SIZE",
                  Integer.toString(size),
                  "CROSSMEM_NAME",
                  "demo-" + launcher + "-" + main.getSimpleName(),
                  "CROSSMEM_LAUNCHER",
                  launcher));
      builder.redirectOutput(Redirect.INHERIT).redirectError(Redirect.INHERIT);
      processes.add(builder.start());
    }
  }

  /** Returns when all have succeeded; if one fails, ends the others and throws. */
  static void run(Class<?> main, int size) throws IOException {
    System.out.println();
    if (!Cores.pin(0, size).isEmpty()) {
      System.out.println("each process is pinned to its own core, as by MPI launchers");
    }
    System.out.flush(); // they write after this
    try (Ranks ranks = new Ranks(main, size)) {
      ranks.await();
    }
  }

  private void await() throws IOException {
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (int rank = 0; rank < processes.size(); rank++) {
      int number = rank;
      ends.add(processes.get(rank).onExit().thenAccept(ended -> noteEnd(number, ended)));
    }
    CompletableFuture<?> all = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    CompletableFuture.anyOf(all, failure).join();
    all.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join(); // they detect it too
    if (failure.isDone()) {
      throw new IOException(
          String.format(Locale.ROOT, "rank %d of %d failed", failure.join(), processes.size()));
    }
  }

  private void noteEnd(int rank, Process ended) {
    if (ended.exitValue() != 0) {
      failure.complete(rank); // only the first one is reported
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }

  /** In a rank: ends it when the demo ends, in any way. */
  static void endWithParent() {
    Thread thread =
        new Thread(
            () -> {
              try {
                System.in.read();
              } catch (IOException e) {
                // the end as well
              }
              Runtime.getRuntime().halt(1);
            },
            "parent");
    thread.setDaemon(true);
    thread.start();
  }
}
