package io.crossmem.demo;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import java.io.IOException;
import java.util.Map;

/** Rank 1: does what rank 0 says. */
final class Follower {
  private final Communicator communicator;
  private final Lines leader;
  private final Map<Memory.Kind, Memory> memories;

  Follower(Communicator communicator, Map<Memory.Kind, Memory> memories) {
    this.communicator = communicator;
    this.leader = new Lines(communicator);
    this.memories = memories;
  }

  /** Until a line is empty. */
  void obey() throws IOException {
    for (String line = leader.answer(); !line.isEmpty(); line = leader.answer()) {
      String[] word = line.split(" ", 3);
      Memory memory = memories.get(Memory.Kind.valueOf(word[1]));
      Round round = Round.parse(word[2]);
      memory.region().poison(round);
      Data[] slots = memory.slots(round.layout());
      leader.tell(Owner.OK);
      Exercise.valueOf(word[0]).follow(communicator, slots);
      leader.tell(memory.region().check(round).map(Difference::toString).orElse(Owner.OK));
    }
  }
}
