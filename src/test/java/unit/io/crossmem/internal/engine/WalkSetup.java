package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.ProtocolSelector;
import io.crossmem.internal.shm.Geometry;
import io.crossmem.internal.sys.Syscalls;

/** The group of a walk, and the events that are possible in it. */
final class WalkSetup {
  private static final Geometry LITTLE_ROOM = new Geometry(4, 512);
  private static final Geometry[] GEOMETRIES = {
    TestGroup.TINY, new Geometry(16, 1024), LITTLE_ROOM
  };

  private final Chance chance;
  private final int unreachable; // percent of pairs of ranks

  /** Two ranks that send to each other only, through little room. */
  final boolean isPair;

  final TestGroup group;
  final Context[][] contexts; // by rank
  final int faults; // of a thousand calls
  final boolean ringsFail;
  final int idleness; // percent of polls in whose place something is started
  final int nesting; // percent of copies in which another rank does something
  final int events;

  WalkSetup(Chance chance) {
    this.chance = chance;
    isPair = chance.percent(20);
    int size = isPair || chance.percent(40) ? 2 : chance.percent(70) ? 3 : 4;
    unreachable = chance.percent(15) ? 40 : 0;
    Geometry geometry = isPair ? LITTLE_ROOM : chance.one(GEOMETRIES);
    group = new TestGroup(size, geometry, selector(), unexpectedLimit(), permissions(size));
    contexts = contexts(size);
    faults = chance.percent(50) ? 0 : 5 + chance.pick(60);
    ringsFail = faults > 0 && chance.percent(30);
    idleness = chance.percent(40) ? 0 : chance.pick(80);
    nesting = chance.percent(40) ? 0 : 1 + chance.pick(40);
    events = 20 + chance.pick(isPair ? 100 : 50);
  }

  private static Context[][] contexts(int size) {
    int[] members = new int[size];
    for (int i = 0; i < size; i++) {
      members[i] = i;
    }
    Context[][] contexts = new Context[size][Model.CONTEXTS];
    for (Context[] own : contexts) {
      for (int i = 0; i < own.length; i++) {
        own[i] = new Context(i, members);
      }
    }
    return contexts;
  }

  private ProtocolSelector selector() {
    int eager = chance.pick(120);
    int single = chance.pick(300);
    int singleHuge = chance.pick(300);
    boolean oversubscribed = chance.percent(30);
    Protocol forced = chance.percent(50) ? null : chance.one(WalkStarts.PROTOCOLS);
    int part = 40 + chance.pick(150);
    return new ProtocolSelector(
        eager, single, singleHuge, oversubscribed, forced, part, part, false);
  }

  private long unexpectedLimit() {
    return chance.percent(60) ? 128 << 20 : chance.pick(400);
  }

  private int[][] permissions(int size) {
    int[][] permissions = new int[size][size];
    for (int[] row : permissions) {
      for (int i = 0; i < size; i++) {
        row[i] = chance.percent(unreachable) ? Syscalls.EPERM : 0;
      }
    }
    return permissions;
  }
}
