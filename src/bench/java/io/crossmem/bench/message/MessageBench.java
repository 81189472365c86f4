package io.crossmem.bench.message;

import static io.crossmem.bench.message.MessageCase.Operation.ALLREDUCE;
import static io.crossmem.bench.message.MessageCase.Operation.BARRIER;
import static io.crossmem.bench.message.MessageCase.Operation.PINGPONG;
import static io.crossmem.bench.message.MessageCase.Operation.RATE;
import static io.crossmem.bench.message.MessageCase.Operation.REDUCE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Messages and reductions of ours beside Open MPI's, as tables; see {@code scripts/bench}. */
public final class MessageBench {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final double NOTHING_PROMISED = Double.NaN;
  private static final String[] PROTOCOLS = {"pipeline", "read", "split"};

  private static final int WARM_UPS = 3;
  private static final long WARM_UP_NANOS = 300_000_000;

  private final int rounds;
  private final long turnNanos;
  private final Systems systems;

  private MessageBench(boolean quick, boolean pinsOurs) {
    systems = new Systems(pinsOurs);
    rounds = quick ? 5 : 21;
    turnNanos = quick ? 50_000_000 : 100_000_000;
  }

  /**
   * {@code --quick}: fewer and shorter turns. {@code --unpinned}: our ranks are left to the kernel.
   */
  public static void main(String[] arguments) throws IOException {
    List<String> options = List.of(arguments);
    boolean pinsOurs = !options.contains("--unpinned");
    String where =
        pinsOurs ? "each process pinned to a core" : "those of Open MPI pinned to a core";
    MessageBench bench = new MessageBench(options.contains("--quick"), pinsOurs);
    bench.compare("2 ranks, " + where, 2, promisedCases());
    bench.compare("2 ranks, " + where + ", nothing promised", 2, otherCases());
    bench.compare("4 ranks, left to the kernel", 4, casesOfFour());
    bench.compareProtocols();
  }

  private static List<MessageCase> promisedCases() {
    List<MessageCase> cases = new ArrayList<>();
    cases.add(MessageCase.of(PINGPONG, 8, "direct", 0.33));
    cases.add(MessageCase.of(PINGPONG, 4 * KIB, "direct", 0.35));
    cases.add(MessageCase.of(PINGPONG, 64 * KIB, "direct", 0.45));
    cases.add(MessageCase.of(PINGPONG, MIB, "direct", 0.45));
    cases.add(MessageCase.of(PINGPONG, 4 * MIB, "direct", 0.45));
    cases.add(MessageCase.of(PINGPONG, 16 * MIB, "direct", 0.6));
    cases.add(MessageCase.of(PINGPONG, 64 * MIB, "direct", 0.6));
    cases.add(MessageCase.of(PINGPONG, MIB, "huge", 0.25));
    cases.add(MessageCase.of(PINGPONG, 4 * MIB, "huge", 0.25));
    cases.add(MessageCase.of(PINGPONG, 16 * MIB, "huge", 0.6));
    cases.add(MessageCase.of(PINGPONG, 64 * MIB, "huge", 0.6));
    cases.add(MessageCase.of(PINGPONG, MIB, "heap", 0.6));
    for (MessageCase.Operation operation : List.of(ALLREDUCE, REDUCE)) {
      for (long bytes : new long[] {64 * KIB, 256 * KIB, 2 * MIB, 16 * MIB}) {
        cases.add(MessageCase.of(operation, bytes, "direct", 0.5));
      }
    }
    cases.add(MessageCase.of(BARRIER, 8, "direct", 0.5));
    return cases;
  }

  private static List<MessageCase> otherCases() {
    return List.of(
        MessageCase.of(RATE, 8, "direct", NOTHING_PROMISED),
        MessageCase.of(ALLREDUCE, 2 * MIB, "huge", NOTHING_PROMISED),
        MessageCase.of(ALLREDUCE, 2 * MIB, "heap", NOTHING_PROMISED),
        new MessageCase(PINGPONG, MIB, "huge", "huge", NOTHING_PROMISED),
        new MessageCase(PINGPONG, 16 * MIB, "huge", "huge", NOTHING_PROMISED));
  }

  private static List<MessageCase> casesOfFour() {
    return List.of(
        MessageCase.of(BARRIER, 8, "direct", NOTHING_PROMISED),
        MessageCase.of(ALLREDUCE, 64 * KIB, "direct", NOTHING_PROMISED),
        MessageCase.of(ALLREDUCE, 2 * MIB, "direct", NOTHING_PROMISED));
  }

  private void compare(String title, int ranks, List<MessageCase> cases) throws IOException {
    System.out.printf("%n%s%n", title);
    System.out.printf(
        "%-50s %10s %10s %25s %7s %8s %12s%n",
        "", "ours", "Open MPI", "ratio (10% .. 90%)", "wanted", "reached", "allocated B");
    try (RankGroup ours = systems.crossmem(ranks);
        RankGroup theirs = systems.openMpi(ranks).orElse(null)) {
      warmUp(ours, cases.get(0));
      for (MessageCase what : cases) {
        System.out.printf("%-50s ", what.label());
        System.out.flush();
        compare(what, ours, Optional.ofNullable(theirs));
      }
    }
  }

  /** A JVM compiles while its first messages go: on the one core that it is pinned to. */
  private static void warmUp(RankGroup ours, MessageCase first) throws IOException {
    Series series = new Series(ours, first, first.buffer());
    for (int i = 0; i < WARM_UPS; i++) {
      series.prepare(WARM_UP_NANOS);
    }
  }

  private void compare(MessageCase what, RankGroup ours, Optional<RankGroup> theirs)
      throws IOException {
    Series mine = new Series(ours, what, what.buffer());
    Optional<Series> peer = theirs.map(group -> new Series(group, what, what.peerBuffer()));
    List<Series> both = new ArrayList<>(List.of(mine));
    peer.ifPresent(both::add);
    takeTurns(both);
    System.out.printf("%10s ", Quantities.time(Quantities.median(mine.nanos())));
    if (peer.isPresent()) {
      printRatio(mine.nanos(), peer.get().nanos(), what.wanted());
    } else {
      System.out.printf("%10s %25s %7s %8s", "-", "-", wanted(what.wanted()), "-");
    }
    System.out.printf(Locale.ROOT, " %12.2f%n", Quantities.median(mine.allocated()));
  }

  private static void printRatio(double[] ours, double[] theirs, double wanted) {
    double[] ratios =
        IntStream.range(0, ours.length).mapToDouble(i -> ours[i] / theirs[i]).toArray();
    double ratio = Quantities.median(ratios);
    System.out.printf(
        Locale.ROOT,
        "%10s %8.3f %16s %7s %8s",
        Quantities.time(Quantities.median(theirs)),
        ratio,
        String.format(
            Locale.ROOT,
            "(%.3f .. %.3f)",
            Quantities.quantile(ratios, 0.1),
            Quantities.quantile(ratios, 0.9)),
        wanted(wanted),
        Double.isNaN(wanted) ? "-" : ratio <= wanted ? "yes" : "NO");
  }

  private static String wanted(double wanted) {
    return Double.isNaN(wanted) ? "-" : String.format(Locale.ROOT, "%.2f", wanted);
  }

  /** What each way of moving a large message costs when it is forced on all sizes. */
  private void compareProtocols() throws IOException {
    System.out.printf(
        "%nProtocols forced: half round trip of direct buffers, processor seconds of both ranks per"
            + " GB%n");
    Map<String, RankGroup> groups = new LinkedHashMap<>();
    try {
      for (String protocol : PROTOCOLS) {
        groups.put(protocol, systems.crossmem(2, "-Dcrossmem.protocol=" + protocol));
      }
      Optional<RankGroup> peer = systems.openMpi(2);
      if (peer.isPresent()) {
        groups.put("Open MPI", peer.get());
      }
      System.out.printf("%-10s", "");
      groups.keySet().forEach(name -> System.out.printf(" %18s", name));
      System.out.println();
      for (long bytes : new long[] {4 * KIB, 64 * KIB, MIB, 16 * MIB}) {
        printProtocols(MessageCase.of(PINGPONG, bytes, "direct", NOTHING_PROMISED), groups);
      }
    } finally {
      groups.values().forEach(RankGroup::close);
    }
  }

  private void printProtocols(MessageCase what, Map<String, RankGroup> groups) throws IOException {
    List<Series> all = new ArrayList<>();
    groups.forEach(
        (name, group) ->
            all.add(
                new Series(
                    group, what, name.equals("Open MPI") ? what.peerBuffer() : what.buffer())));
    takeTurns(all);
    System.out.printf("%-10s", Quantities.bytes(what.bytes()));
    for (Series series : all) {
      System.out.printf(
          " %9s %8s",
          Quantities.time(Quantities.median(series.nanos())),
          Quantities.threeDigits(Quantities.median(series.cpuSecondsPerGigabyte())));
    }
    System.out.println();
  }

  /**
   * The machine's moods meet all alike: each round has a turn of everyone, and every other round in
   * reverse.
   */
  private void takeTurns(List<Series> all) throws IOException {
    for (Series series : all) {
      series.prepare(turnNanos);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < all.size(); i++) {
        all.get(round % 2 == 0 ? i : all.size() - 1 - i).turn();
      }
    }
  }
}
