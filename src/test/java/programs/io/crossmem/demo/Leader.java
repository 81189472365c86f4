package io.crossmem.demo;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Rank 0: sends commands, and measures the time. */
final class Leader {
  private final Wires wires;
  private final Lines follower;
  private final Map<Memory.Kind, Memory> out;
  private final Map<Memory.Kind, Memory> back;
  private long rounds;
  private long messages;
  private long bytes;

  /** A column of the table. */
  record Cell(Exercise exercise, Memory.Kind kind) {}

  Leader(Wires wires, Map<Memory.Kind, Memory> out, Map<Memory.Kind, Memory> back) {
    this.wires = wires;
    this.follower = new Lines(wires.communicator());
    this.out = out;
    this.back = back;
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  /** Repeats it for the given time. */
  Measurement measure(Cell cell, Layout layout, long nanosInAll) throws IOException {
    Wire outWire = wires.wire(cell.kind, out.get(cell.kind), layout);
    Wire backWire = wires.wire(cell.kind, back.get(cell.kind), layout);
    LongStream.Builder nanos = LongStream.builder();
    long start = System.nanoTime();
    do {
      Round round = new Round(layout, ++rounds);
      follower.tell(cell.exercise + " " + cell.kind + " " + round);
      out.get(cell.kind).region().fill(round);
      back.get(cell.kind).region().poison(round);
      follower.answer(); // its slots are ready to receive
      cell.exercise.lead(outWire, backWire, layout.slots(), nanos);
      check(cell, round);
    } while (System.nanoTime() - start < nanosInAll);
    Measurement measurement = Measurement.of(layout.size(), nanos.build());
    messages += (long) cell.exercise.messages * measurement.transfers();
    bytes += cell.exercise.messages * measurement.bytes();
    return measurement;
  }

  private void check(Cell cell, Round round) throws IOException {
    Optional<Difference> here =
        cell.exercise.returns() ? back.get(cell.kind).region().check(round) : Optional.empty();
    String there = follower.answer();
    Optional<Difference> difference =
        there.equals(Owner.OK) ? here : Optional.of(Difference.parse(there));
    if (difference.isPresent()) {
      String size = Table.bytes(round.layout().size());
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s of %s, %s: %s",
              cell.exercise.words,
              size,
              cell.kind.words,
              difference.get().describe(round)));
    }
  }

  void end() throws IOException {
    follower.tell("");
  }
}
