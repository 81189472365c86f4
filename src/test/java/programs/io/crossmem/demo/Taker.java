package io.crossmem.demo;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.LongStream;

/** Copies bytes in rounds, and compares each of them at its destination. */
final class Taker {
  private static final long NANOS_A_CELL = 200_000_000;
  private static final int MIN_ROUNDS = 3;

  private final OwnerProcess owner;
  private final Region local;
  private long rounds;

  Taker(OwnerProcess owner, Region local) {
    this.owner = owner;
    this.local = local;
  }

  /** Copies until the time for a table cell has passed; only the transfers are measured. */
  Measurement measure(Way way, Layout layout) throws IOException {
    return measure(way, layout, NANOS_A_CELL);
  }

  /** Copies for the given time. */
  Measurement measure(Way way, Layout layout, long nanosInAll) throws IOException {
    Transfer transfer = way.prepare().apply(layout);
    LongStream.Builder nanos = LongStream.builder();
    long start = System.nanoTime();
    for (int i = 0; i < MIN_ROUNDS || System.nanoTime() - start < nanosInAll; i++) {
      Round round = new Round(layout, ++rounds);
      prepare(way, round);
      for (int slot = 0; slot < layout.slots(); slot++) {
        long before = System.nanoTime();
        transfer.move(slot);
        nanos.add(System.nanoTime() - before);
      }
      check(way, round);
    }
    return Measurement.of(layout.size(), nanos.build());
  }

  /** Sends the command first and reads the answer last, so that both processes work in parallel. */
  private void prepare(Way way, Round round) throws IOException {
    if (way.intoOwner()) {
      owner.tell("poison " + round);
      local.fill(round);
    } else {
      owner.tell("fill " + round);
      local.poison(round);
    }
    String answer = owner.answer();
    if (!answer.equals(Owner.OK)) {
      throw new IOException("the owner answered " + answer);
    }
  }

  private void check(Way way, Round round) throws IOException {
    Optional<Difference> difference = way.intoOwner() ? checkByOwner(round) : local.check(round);
    if (difference.isPresent()) {
      throw new IOException(difference.get().describe(round));
    }
  }

  private Optional<Difference> checkByOwner(Round round) throws IOException {
    String answer = owner.ask("check " + round);
    return answer.equals(Owner.OK) ? Optional.empty() : Optional.of(Difference.parse(answer));
  }
}
