package io.crossmem.demo;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Rank 0: says what is done, and takes the time. */
final class Leader {
  private static final long NANOS_A_CELL = 150_000_000;
  private static final int MIN_ROUNDS = 3;

  private final Communicator communicator;
  private final Lines follower;
  private final Map<Memory.Kind, Memory> out;
  private final Map<Memory.Kind, Memory> back;
  private long rounds;
  private long messages;
  private long bytes;

  /** A column of the table. */
  record Cell(Exercise exercise, Memory.Kind kind) {}

  Leader(Communicator communicator, Map<Memory.Kind, Memory> out, Map<Memory.Kind, Memory> back) {
    this.communicator = communicator;
    this.follower = new Lines(communicator);
    this.out = out;
    this.back = back;
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  /** Repeats it until the time for a cell of the table is spent. */
  Measurement measure(Cell cell, Layout layout) throws IOException {
    Data[] outSlots = out.get(cell.kind).slots(layout);
    Data[] backSlots = back.get(cell.kind).slots(layout);
    LongStream.Builder nanos = LongStream.builder();
    long start = System.nanoTime();
    for (int i = 0; i < MIN_ROUNDS || System.nanoTime() - start < NANOS_A_CELL; i++) {
      Round round = new Round(layout, ++rounds);
      follower.tell(cell.exercise + " " + cell.kind + " " + round);
      out.get(cell.kind).region().fill(round);
      back.get(cell.kind).region().poison(round);
      follower.answer(); // it has slots to receive into
      cell.exercise.lead(communicator, outSlots, backSlots, nanos);
      check(cell, round);
    }
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
