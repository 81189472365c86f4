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
import java.util.OptionalDouble;
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
          + " of a write, and the bytes per second. Also measures messages: half the time of a"
          + " round trip.",
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

  /** {@code messageNanos}: empty if messages are not possible. */
  private record Row(int bytes, double readNanos, double writeNanos, OptionalDouble messageNanos) {}

  @Override
  public Integer call() throws IOException {
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new BadInput("expected seconds between 0 and 3600, not " + seconds);
    }
    List<Row> rows = new ArrayList<>();
    String group = PingpongMessages.randomName();
    try (Peer peer = new Peer(LARGEST, group);
        PingpongMessages messages = join(group);
        ProcessMemory process = peer.open()) {
      ByteBuffer local = ByteBuffer.allocateDirect(LARGEST);
      check(process, peer.address, local);
      if (messages != null) {
        check(messages, local);
      }
      if (!json) {
        printHead();
      }
      for (int size : SIZES) {
        Row row = measure(process, peer.address, messages, local.slice(0, size));
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

  /** Null if messages are not possible; says why. Copies are still measured. */
  private PingpongMessages join(String group) {
    try {
      return new PingpongMessages(group);
    } catch (IOException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(spec.qualifiedName() + ": messages are left out: " + e.getMessage());
      err.flush();
      return null;
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static void check(ProcessMemory process, long address, ByteBuffer local)
      throws IOException {
    process.readFully(address, local);
    check(local);
  }

  /** {@code local}: as {@link #check(ProcessMemory, long, ByteBuffer)} filled it. */
  private static void check(PingpongMessages messages, ByteBuffer local) throws IOException {
    messages.roundTrip(local);
    check(local);
  }

  private static void check(ByteBuffer local) {
    for (int i = 0; i < LARGEST; i++) {
      if (local.get(i) != PingpongPeer.laid(i)) {
        throw new Refused("byte " + i + " of the copy is wrong");
      }
    }
  }

  private Row measure(
      ProcessMemory process, long address, PingpongMessages messages, ByteBuffer local)
      throws IOException {
    double each = seconds / SIZES.length / 3;
    double read = CopyTimer.nanos(() -> process.readFully(address, local.clear()), each);
    double write = CopyTimer.nanos(() -> process.writeFully(address, local.clear()), each);
    OptionalDouble message = OptionalDouble.empty();
    if (messages != null) {
      message = OptionalDouble.of(CopyTimer.nanos(() -> messages.roundTrip(local), each) / 2);
    }
    return new Row(local.capacity(), read, write, message);
  }

  private void printHead() {
    out()
        .printf(
            Locale.ROOT,
            "%8s  %10s %12s  %10s %12s  %10s%n",
            "",
            "read",
            "",
            "write",
            "",
            "message");
    out().flush();
  }

  private void print(Row row) {
    String message =
        row.messageNanos.isPresent()
            ? String.format(Locale.ROOT, "%7.2f us", row.messageNanos.getAsDouble() / 1e3)
            : "-";
    out()
        .printf(
            Locale.ROOT,
            "%8s  %7.2f us %12s  %7.2f us %12s  %10s%n",
            Numbers.size(row.bytes),
            row.readNanos / 1e3,
            Numbers.rate(row.bytes, row.readNanos / 1e9),
            row.writeNanos / 1e3,
            Numbers.rate(row.bytes, row.writeNanos / 1e9),
            message);
    out().flush();
  }

  private static Map<String, Object> toMap(Row row) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("bytes", row.bytes);
    map.put("readNanos", row.readNanos);
    map.put("writeNanos", row.writeNanos);
    map.put("readGBs", row.bytes / row.readNanos);
    map.put("writeGBs", row.bytes / row.writeNanos);
    row.messageNanos.ifPresent(nanos -> map.put("messageNanos", nanos));
    row.messageNanos.ifPresent(nanos -> map.put("messageGBs", row.bytes / nanos));
    return map;
  }
}
