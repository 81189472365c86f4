package io.crossmem.bench.suite;

import static io.crossmem.bench.suite.Suite.KIB;

import io.crossmem.bench.report.Role;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The limits of the hardware: minimal messages in C, see {@code floor_rank.c}. They take turns with
 * the systems.
 */
final class Floors {
  private static final String PROGRAM = "floor_rank";
  private static final int MOST_IN_LINES = 64;
  private static final int LEAST_COPIED = 4 * KIB;
  private static final long AREAS = 4; // send and receive memory of both ranks

  private final Contest contest;

  Floors(Contest contest) {
    this.contest = contest;
  }

  static boolean areBuilt() {
    return Systems.isBuilt(PROGRAM);
  }

  void enter() throws IOException {
    enter("bare cache lines", "line", point -> point.bytes() <= MOST_IN_LINES);
    enter(
        "bare, four messages a line",
        "packed",
        point -> point.exercise().equals("rate") && point.bytes() == Long.BYTES);
    enter("readv, one side", "readv", Floors::isCopied);
    enter("readv and writev, both sides", "both", Floors::isCopied);
    long shared = SharedFolder.usableBytes();
    Predicate<Point> mapped =
        point ->
            isCopied(point) && point.pages().equals("plain") && AREAS * point.bytes() <= shared;
    enter("mapped by both, one copies", "mapped", mapped);
    enter("mapped by both, both copy", "mapped-both", mapped);
  }

  private static boolean isCopied(Point point) {
    return point.exercise().equals("pingpong") && point.bytes() >= LEAST_COPIED;
  }

  private void enter(String name, String way, Predicate<Point> where) throws IOException {
    Predicate<Point> alone = point -> isOneByOne(point) && where.test(point);
    contest.enter(name, Role.LIMIT, false, alone, () -> start(way));
  }

  /** There are no limits for windows of messages. */
  private static boolean isOneByOne(Point point) {
    return point.exercise().equals("pingpong") || point.exercise().equals("rate");
  }

  private static RankGroup start(String way) throws IOException {
    return Systems.program(way, PROGRAM, List.of(way), Map.of());
  }

  /** Two processes for exercises without messages. */
  static RankGroup idle() throws IOException {
    return start("readv");
  }
}
