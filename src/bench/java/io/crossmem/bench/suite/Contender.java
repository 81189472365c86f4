package io.crossmem.bench.suite;

import io.crossmem.bench.report.Role;

/**
 * A system that takes part, with the processes that it runs in.
 *
 * @param name as it is shown
 * @param onHeap whether its messages lie in arrays
 * @param mostBytes of a message that it can be given
 */
record Contender(String name, Role role, RankGroup group, boolean onHeap, long mostBytes)
    implements AutoCloseable {

  /** Arrays are on the pages of the heap, whatever those are. */
  boolean takesPartAt(Point point) {
    return point.bytes() <= mostBytes && !(onHeap && point.pages().equals("huge"));
  }

  /** What its ranks call the memory of this point. */
  String memory(Point point) {
    return onHeap ? "heap" : point.pages();
  }

  /** Whether it is one of JVMs, which are slow before they have compiled what they do often. */
  boolean compiles() {
    return group.compiles();
  }

  @Override
  public void close() {
    group.close();
  }
}
