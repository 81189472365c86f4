package io.crossmem.bench.suite;

import io.crossmem.bench.report.Role;
import java.util.function.Predicate;

/**
 * A system that takes part, with the processes that it runs in.
 *
 * @param name as it is shown
 * @param onHeap whether its messages lie in arrays
 * @param canDo at which points it can take part
 */
record Contender(String name, Role role, RankGroup group, boolean onHeap, Predicate<Point> canDo)
    implements AutoCloseable {

  /** Arrays are on the pages of the heap, whatever those are. */
  boolean takesPartAt(Point point) {
    return canDo.test(point) && !(onHeap && point.pages().equals("huge"));
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
