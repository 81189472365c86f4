package io.crossmem.demo;

import java.io.IOException;
import java.util.Map;

/** Rank 1: executes the commands of rank 0. */
final class Follower {
  private final Wires wires;
  private final Lines leader;
  private final Map<Memory.Kind, Memory> memories;

  Follower(Wires wires, Map<Memory.Kind, Memory> memories) {
    this.wires = wires;
    this.leader = new Lines(wires.communicator());
    this.memories = memories;
  }

  /** Runs until an empty line. */
  void obey() throws IOException {
    for (String line = leader.answer(); !line.isEmpty(); line = leader.answer()) {
      String[] word = line.split(" ", 3);
      Memory.Kind kind = Memory.Kind.valueOf(word[1]);
      Memory memory = memories.get(kind);
      Round round = Round.parse(word[2]);
      memory.region().poison(round);
      Wire wire = wires.wire(kind, memory, round.layout());
      leader.tell(Owner.OK);
      Exercise.valueOf(word[0]).follow(wire, round.layout().slots());
      leader.tell(memory.region().check(round).map(Difference::toString).orElse(Owner.OK));
    }
  }
}
