package io.crossmem.cli;

import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures this machine. */
@Command(
    name = "pingpong",
    description = {
      "Measures single copies between this JVM and a second one, by size: the time of a read and"
          + " of a write, and the bytes per second.",
      "The same memory is copied repeatedly, so all caches are warm."
    })
final class PingpongCommand implements Callable<Integer> {
  private static final int[] SIZES = {
    8, 64, 512, 4 << 10, 32 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20
  };
  private static final int LARGEST = SIZES[SIZES.length - 1];

  @Option(
      names = "--seconds",
      paramLabel = "<n>",
      defaultValue = "10",
      description = "Approximate duration in seconds; the default is ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(names = "--json", description = "Print JSON, times in nanoseconds.")
  private boolean json;

  @Spec private CommandSpec spec;

  private record Row(int bytes, double readNanos, double writeNanos) {}

  @Override
  public Integer call() throws IOException {
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new BadInput("expected seconds between 0 and 3600, not " + seconds);
    }
    List<Row> rows = new ArrayList<>();
    try (Peer peer = new Peer(LARGEST);
        ProcessMemory process = peer.open()) {
      ByteBuffer local = ByteBuffer.allocateDirect(LARGEST);
      check(process, peer.address, local);
      if (!json) {
        printHead();
      }
      for (int size : SIZES) {
        Row row = measure(process, peer.address, local.slice(0, size));
        rows.add(row);
        if (!json) {
          print(row);
        }
      }
    }
    if (json) {
      out().println(Json.of(Map.of("copies", rows.stream().map(PingpongCommand::toMap).toList())));
    }
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static void check(ProcessMemory process, long address, ByteBuffer local)
      throws IOException {
    process.readFully(address, local);
    for (int i = 0; i < LARGEST; i++) {
      if (local.get(i) != PingpongPeer.laid(i)) {
        throw new Refused("byte " + i + " of the copy is wrong");
      }
    }
  }

  private Row measure(ProcessMemory process, long address, ByteBuffer local) throws IOException {
    double each = seconds / SIZES.length / 2;
    double read = CopyTimer.nanos(() -> process.readFully(address, local.clear()), each);
    double write = CopyTimer.nanos(() -> process.writeFully(address, local.clear()), each);
    return new Row(local.capacity(), read, write);
  }

  private void printHead() {
    out().printf(Locale.ROOT, "%8s  %10s %12s  %10s %12s%n", "", "read", "", "write", "");
    out().flush();
  }

  private void print(Row row) {
    out()
        .printf(
            Locale.ROOT,
            "%8s  %7.2f us %12s  %7.2f us %12s%n",
            Numbers.size(row.bytes),
            row.readNanos / 1e3,
            Numbers.rate(row.bytes, row.readNanos / 1e9),
            row.writeNanos / 1e3,
            Numbers.rate(row.bytes, row.writeNanos / 1e9));
    out().flush();
  }

  private static Map<String, Object> toMap(Row row) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("bytes", row.bytes);
    map.put("readNanos", row.readNanos);
    map.put("writeNanos", row.writeNanos);
    map.put("readGBs", row.bytes / row.readNanos);
    map.put("writeGBs", row.bytes / row.writeNanos);
    return map;
  }
}
