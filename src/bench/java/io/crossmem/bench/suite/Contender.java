package io.crossmem.bench.suite;

import io.crossmem.bench.report.Role;
import java.util.function.Predicate;

/**
 * A system in a contest, with its processes.
 *
 * @param name for the report
 * @param onHeap whether its messages are in arrays
 * @param canDo the points at which it can take part
 */
record Contender(String name, Role role, RankGroup group, boolean onHeap, Predicate<Point> canDo)
    implements AutoCloseable {

  /** Arrays are on the pages of the heap, of any kind. */
  boolean takesPartAt(Point point) {
    return canDo.test(point) && !(onHeap && point.pages().equals("huge"));
  }

  /** The ranks' name for the memory of this point. */
  String memory(Point point) {
    return onHeap ? "heap" : point.pages();
  }

  /** Whether it runs in JVMs, which are slow until they have compiled their hot code. */
  boolean compiles() {
    return group.compiles();
  }

  @Override
  public void close() {
    group.close();
  }
}
