package io.crossmem.internal.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.protocol.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every collective operation of 10,000 ranks on 100 nodes: its results, and its messages. */
class ScaleTest {
  private static final int RANKS = 10_000;
  private static final int ON_EACH = 100;
  private static final Nodes NODES =
      Nodes.of(IntStream.range(0, RANKS).map(rank -> rank / ON_EACH).boxed().toList());

  private static final Map<String, SimulatedRank.Exercise> OPERATIONS = new LinkedHashMap<>();

  static {
    OPERATIONS.put("barrier", (rank, count, root) -> rank.algorithms.barrier());
    OPERATIONS.put("broadcast", SimulatedRank::broadcast);
    OPERATIONS.put("scatter", SimulatedRank::scatter);
    OPERATIONS.put("gather", SimulatedRank::gather);
    OPERATIONS.put("allgather", SimulatedRank::allgather);
    OPERATIONS.put("alltoall", SimulatedRank::alltoall);
    OPERATIONS.put("reduce", SimulatedRank::reduce);
    OPERATIONS.put("allreduce", (rank, count, root) -> rank.allreduce(count, false));
    OPERATIONS.put("scan", (rank, count, root) -> rank.scan(count, false));
    OPERATIONS.put("exscan", (rank, count, root) -> rank.exscan(count, false));
  }

  /** By operation and rank, each on one element. */
  private static final Map<String, Replay.Counts[]> COUNTS = new LinkedHashMap<>();

  @BeforeAll
  static void runAll() throws Exception {
    for (Map.Entry<String, SimulatedRank.Exercise> operation : OPERATIONS.entrySet()) {
      // An alltoall of nothing takes the same messages as one of small parts, and not gigabytes.
      int count = operation.getKey().equals("alltoall") ? 0 : 1;
      COUNTS.put(operation.getKey(), run(NODES, operation.getValue(), count));
    }
  }

  @AfterAll
  static void forget() {
    COUNTS.clear();
  }

  private static Replay.Counts[] run(Nodes nodes, SimulatedRank.Exercise exercise, int count)
      throws Exception {
    return new Replay(nodes)
        .run(
            (rank, messenger) -> exercise.run(new SimulatedRank(messenger, rank, nodes), count, 0));
  }

  /** The first or last rank of a node. */
  private static boolean leads(int rank) {
    return rank % ON_EACH == 0 || rank % ON_EACH == ON_EACH - 1;
  }

  private static int most(boolean leaders, IntUnaryOperator number) {
    return IntStream.range(0, RANKS)
        .filter(rank -> leads(rank) == leaders)
        .map(number)
        .max()
        .orElseThrow();
  }

  /** The most of the ranks that lead, and of the others. */
  private static String row(String name, IntUnaryOperator inNode, IntUnaryOperator between) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d |",
        name,
        most(true, inNode),
        most(true, between),
        most(false, inNode),
        most(false, between));
  }

  @Test
  void messagesAndConnectionsAreAsDocumented() throws Exception {
    List<String> rows = new ArrayList<>();
    COUNTS.forEach(
        (name, counts) ->
            rows.add(
                row(
                    name,
                    rank -> counts[rank].messagesInNode,
                    rank -> counts[rank].messagesBetweenNodes)));
    rows.add(
        row(
            "connections, for all of them",
            rank -> union(rank, counts -> counts.ranksInNode),
            rank -> union(rank, counts -> counts.ranksBetweenNodes)));
    String documented = Files.readString(Path.of("docs/cluster.md"));
    for (String row : rows) {
      assertTrue(documented.contains(row), () -> "expected:\n" + String.join("\n", rows));
    }
  }

  @Test
  void smallPartsOfAllToAllFitIntoTheMemoryOfOneRankOfEachNode() throws Exception {
    PackedAlltoall[] packed = new PackedAlltoall[1];
    new Replay(Nodes.one(1))
        .run(
            (rank, messenger) -> {
              int[] members = IntStream.range(0, RANKS).toArray();
              Context context = new Context(1, members);
              CollectiveContext all = new CollectiveContext(messenger, context, rank);
              packed[0] = new PackedAlltoall(new NodeLevels(all, NODES));
            });
    assertTrue(packed[0].canPack(Long.BYTES));
    assertFalse(packed[0].canPack(2 * Long.BYTES));
  }

  private static int union(int rank, Function<Replay.Counts, Set<Integer>> ranks) {
    Set<Integer> all = new HashSet<>();
    COUNTS.values().forEach(counts -> all.addAll(ranks.apply(counts[rank])));
    return all.size();
  }

  /** Nothing that a rank sends or receives grows with the number of ranks on its node. */
  @Test
  void longDataGoesBetweenTwoNodesOnce() throws Exception {
    int count = 20_000;
    long data = (long) count * Long.BYTES;
    Nodes nodes = Nodes.of(IntStream.range(0, 200).map(rank -> rank / 2).boxed().toList());
    int neighbours = Integer.SIZE - Integer.numberOfLeadingZeros(nodes.count() - 1); // in a tree
    for (String name : List.of("broadcast", "reduce", "allreduce", "scan", "exscan")) {
      Replay.Counts[] counts = run(nodes, OPERATIONS.get(name), count);
      long sum = Arrays.stream(counts).mapToLong(each -> each.bytesBetweenNodes).sum();
      long most = Arrays.stream(counts).mapToLong(each -> each.bytesBetweenNodes).max().orElse(0);
      long ways = name.equals("allreduce") ? 2 : 1; // up the tree, and down
      assertTrue(most <= ways * neighbours * data, () -> name + ": " + most + " bytes in a rank");
      assertEquals(2 * ways * (nodes.count() - 1) * data, sum, name); // sent and received
    }
  }
}
