package io.crossmem.internal.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.CountingPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** One rank of a simulation, with all operations. Elements are longs; each checks its results. */
final class SimulatedRank {
  /** An operation on some elements for each rank. */
  interface Exercise {
    void run(SimulatedRank rank, int count, int root) throws CollectiveFailure;
  }

  static final List<Exercise> ALL =
      List.of(
          (r, count, root) -> r.algorithms.barrier(),
          SimulatedRank::broadcast,
          SimulatedRank::scatter,
          SimulatedRank::scatterUneven,
          SimulatedRank::gather,
          SimulatedRank::gatherUneven,
          SimulatedRank::scatterIntoMoreRoom,
          SimulatedRank::gatherIntoMoreRoom,
          SimulatedRank::allgather,
          SimulatedRank::allgatherUneven,
          SimulatedRank::alltoall,
          SimulatedRank::alltoallIntoMoreRoom,
          SimulatedRank::reduce,
          (r, count, root) -> r.allreduce(count, false),
          (r, count, root) -> r.allreduce(count, true),
          SimulatedRank::reduceScatter,
          (r, count, root) -> r.scan(count, false),
          (r, count, root) -> r.scan(count, true),
          (r, count, root) -> r.exscan(count, false),
          (r, count, root) -> r.exscan(count, true));

  /** Those of which many ranks on several nodes form chains. */
  static final List<Exercise> PREFIXES =
      List.of(
          (r, count, root) -> r.scan(count, false),
          (r, count, root) -> r.scan(count, true),
          (r, count, root) -> r.exscan(count, false),
          (r, count, root) -> r.exscan(count, true));

  private static final Map<Integer, int[]> MEMBERS = new ConcurrentHashMap<>(); // by size
  private static final Map<Integer, long[]> REDUCED = new ConcurrentHashMap<>(); // by index

  final CollectiveContext context;
  final CollectiveAlgorithms algorithms;
  private final int rank;
  private final int size;
  private final List<CountingPayload> payloads = new ArrayList<>();
  private final List<LongBuffer> contents = new ArrayList<>();

  /** All on one node. */
  SimulatedRank(Messenger messenger, int rank, int size) {
    this(messenger, rank, Nodes.one(size));
  }

  SimulatedRank(Messenger messenger, int rank, Nodes nodes) {
    this.rank = rank;
    size = nodes.ranks();
    context = context(messenger, rank, size);
    algorithms = TwoLevelAlgorithms.orFlat(context, nodes);
  }

  /** With non-blocking operations. */
  SimulatedRank(Simulation simulation, Messenger messenger, int rank, Nodes nodes) {
    this.rank = rank;
    size = nodes.ranks();
    context = context(messenger, rank, size);
    algorithms =
        new AwaitedSchedules(
            context,
            TwoLevelSchedules.orFlat(context, nodes),
            simulation.background(rank),
            schedule -> simulation.await(rank, schedule));
  }

  private static CollectiveContext context(Messenger messenger, int rank, int size) {
    int[] members = MEMBERS.computeIfAbsent(size, n -> IntStream.range(0, n).toArray());
    return new CollectiveContext(messenger, new Context(1, members), rank);
  }

  /** Composes functions x -> a x + b, the left one first: associative, and not commutative. */
  static final Combiner COMPOSE =
      new Combiner() {
        @Override
        public void combine(ElementType type, long result, long left, long right, int count) {
          LongBuffer to = longs(result, count);
          LongBuffer a = longs(left, count);
          LongBuffer b = longs(right, count);
          for (int i = 0; i < count; i++) {
            to.put(i, compose(a.get(i), b.get(i)));
          }
        }

        @Override
        public boolean isUserCode() {
          return true;
        }
      };

  private static LongBuffer longs(long address, int count) {
    return Syscalls.directBuffer(address, (long) count * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  private static long compose(long left, long right) {
    int a = (int) (left >> 32) * (int) (right >> 32);
    int b = (int) left * (int) (right >> 32) + (int) right;
    return ((long) a << 32) | (b & 0xffffffffL);
  }

  private static long element(int ofRank, int index) {
    return 0x9e3779b97f4a7c15L * (ofRank * 1_000_003L + index + 1) | 1L << 32;
  }

  /** All elements of an index up to a rank's, reduced; stored, since many ranks ask for them. */
  private static long reduced(int to, int index) {
    return REDUCED
        .compute(
            index,
            (key, known) -> known != null && known.length > to ? known : reducedUpTo(2 * to, key))[
        to];
  }

  private static long[] reducedUpTo(int last, int index) {
    long[] reduced = new long[last + 1];
    reduced[0] = element(0, index);
    for (int i = 1; i <= last; i++) {
      reduced[i] = compose(reduced[i - 1], element(i, index));
    }
    return reduced;
  }

  // ---- data

  CountingPayload payload(long... elements) {
    LongBuffer longs = buffer(elements.length);
    longs.put(0, elements);
    return payloads.get(payloads.size() - 1);
  }

  private LongBuffer buffer(int count) {
    ByteBuffer memory = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.nativeOrder());
    payloads.add(new CountingPayload(new BufferPayload(ElementType.LONG).view(memory)));
    contents.add(memory.asLongBuffer());
    return memory.asLongBuffer();
  }

  private CountingPayload empty(int count) {
    buffer(count);
    return payloads.get(payloads.size() - 1);
  }

  private CountingPayload own(int count) {
    return payload(elementsOf(rank, 0, count));
  }

  private static long[] elementsOf(int ofRank, int from, int count) {
    long[] elements = new long[count];
    Arrays.setAll(elements, i -> element(ofRank, from + i));
    return elements;
  }

  private long[] read(CountingPayload payload) {
    LongBuffer content = contents.get(payloads.indexOf(payload));
    long[] elements = new long[content.capacity()];
    content.get(0, elements);
    return elements;
  }

  private interface Expected {
    long at(int index);
  }

  private void check(CountingPayload payload, Expected expected) {
    long[] found = read(payload);
    for (int i = 0; i < found.length; i++) {
      if (found[i] != expected.at(i)) {
        throw new AssertionError("rank %d of %d: element %d is wrong".formatted(rank, size, i));
      }
    }
  }

  /** Forgets all data, of which none may be kept. */
  void requireNothingKept() {
    for (CountingPayload each : payloads) {
      assertEquals(0, each.retained());
    }
    payloads.clear();
    contents.clear();
  }

  // ---- operations

  void broadcast(int count, int root) throws CollectiveFailure {
    CountingPayload data = rank == root ? own(count) : empty(count);
    algorithms.broadcast(data, root);
    check(data, i -> element(root, i));
  }

  void scatter(int count, int root) throws CollectiveFailure {
    CountingPayload send = rank == root ? own(count * size) : null;
    CountingPayload recv = empty(count);
    algorithms.scatter(send, even(count), recv, root);
    check(recv, i -> element(root, rank * count + i));
  }

  void gather(int count, int root) throws CollectiveFailure {
    CountingPayload recv = rank == root ? empty(count * size) : null;
    algorithms.gather(own(count), recv, even(count), root);
    if (rank == root) {
      check(recv, i -> element(i / count, i % count));
    }
  }

  void allgather(int count, int root) throws CollectiveFailure {
    CountingPayload recv = empty(count * size);
    algorithms.allgather(own(count), recv, even(count));
    check(recv, i -> element(i / count, i % count));
  }

  /** Parts of no, one or two times as many elements, the last rank's first, with gaps. */
  private Blocks uneven(int count) {
    int[] counts = new int[size];
    int[] offsets = new int[size];
    int end = 1;
    for (int i = size - 1; i >= 0; i--) {
      counts[i] = (i + 1) % 3 * count;
      offsets[i] = end;
      end += counts[i] + 1;
    }
    return new Blocks(size).listed(counts, offsets, Long.BYTES);
  }

  private int unevenCount(int count) {
    return (rank + 1) % 3 * count;
  }

  private static int end(Blocks parts) {
    return (int) ((parts.start(0) + parts.length(0)) / Long.BYTES) + 1;
  }

  private void checkUneven(CountingPayload recv, Blocks parts) {
    long[] expected = new long[end(parts)];
    for (int i = 0; i < size; i++) {
      int start = (int) (parts.start(i) / Long.BYTES);
      int length = (int) (parts.length(i) / Long.BYTES);
      System.arraycopy(elementsOf(i, 0, length), 0, expected, start, length);
    }
    check(recv, i -> expected[i]);
  }

  private void scatterUneven(int count, int root) throws CollectiveFailure {
    Blocks parts = uneven(count);
    CountingPayload send = rank == root ? own(end(parts)) : null;
    CountingPayload recv = empty(unevenCount(count));
    algorithms.scatter(send, rank == root ? parts : null, recv, root);
    int first = (int) (parts.start(rank) / Long.BYTES);
    check(recv, i -> element(root, first + i));
  }

  private void gatherUneven(int count, int root) throws CollectiveFailure {
    Blocks parts = uneven(count);
    CountingPayload recv = rank == root ? empty(end(parts)) : null;
    algorithms.gather(own(unevenCount(count)), recv, rank == root ? parts : null, root);
    if (rank == root) {
      checkUneven(recv, parts);
    }
  }

  /** Parts of so many elements, each {@code room} after the one before it. */
  private Blocks spaced(int count, int room) {
    int[] counts = new int[size];
    int[] offsets = new int[size];
    Arrays.fill(counts, count);
    Arrays.setAll(offsets, i -> i * room);
    return new Blocks(size).listed(counts, offsets, Long.BYTES);
  }

  /** In each rank there is room for one element more than it gets. */
  private void scatterIntoMoreRoom(int count, int root) throws CollectiveFailure {
    CountingPayload send = rank == root ? own(count * size) : null;
    CountingPayload recv = empty(roomFor(count));
    algorithms.scatter(send, rank == root ? spaced(count, count) : null, recv, root);
    check(recv, i -> i < count ? element(root, rank * count + i) : 0);
  }

  private void gatherIntoMoreRoom(int count, int root) throws CollectiveFailure {
    int room = roomFor(count);
    CountingPayload recv = rank == root ? empty(room * size) : null;
    algorithms.gather(own(count), recv, rank == root ? spaced(room, room) : null, root);
    if (rank == root) {
      check(recv, i -> i % room < count ? element(i / room, i % room) : 0);
    }
  }

  private void alltoallIntoMoreRoom(int count, int root) throws CollectiveFailure {
    int room = roomFor(count);
    CountingPayload recv = empty(room * size);
    algorithms.alltoall(own(count * size), spaced(count, count), recv, spaced(room, room));
    check(recv, i -> i % room < count ? element(i / room, rank * count + i % room) : 0);
  }

  /** A part of no elements must be expected. */
  private static int roomFor(int count) {
    return count == 0 ? 0 : count + 1;
  }

  private void allgatherUneven(int count, int root) throws CollectiveFailure {
    Blocks parts = uneven(count);
    CountingPayload recv = empty(end(parts));
    algorithms.allgather(own(unevenCount(count)), recv, parts);
    checkUneven(recv, parts);
  }

  void alltoall(int count, int root) throws CollectiveFailure {
    CountingPayload recv = empty(count * size);
    algorithms.alltoall(own(count * size), even(count), recv, even(count));
    check(recv, i -> element(i / count, rank * count + i % count));
  }

  private Blocks even(int count) {
    return new Blocks(size).even((long) count * Long.BYTES);
  }

  void reduce(int count, int root) throws CollectiveFailure {
    CountingPayload recv = rank == root ? empty(count) : null;
    algorithms.reduce(own(count), recv, COMPOSE, root);
    if (rank == root) {
      check(recv, i -> reduced(size - 1, i));
    }
  }

  void allreduce(int count, boolean inPlace) throws CollectiveFailure {
    CountingPayload send = own(count);
    CountingPayload recv = inPlace ? send : empty(count);
    algorithms.allreduce(send, recv, COMPOSE);
    check(recv, i -> reduced(size - 1, i));
  }

  void reduceScatter(int count, int root) throws CollectiveFailure {
    int[] counts = new int[size];
    Arrays.setAll(counts, i -> i == root ? 0 : count);
    Blocks parts = new Blocks(size).consecutive(counts, Long.BYTES);
    CountingPayload recv = empty(counts[rank]);
    algorithms.reduceScatter(own(count * (size - 1)), parts, recv, COMPOSE);
    int first = (int) (parts.start(rank) / Long.BYTES);
    check(recv, i -> reduced(size - 1, first + i));
  }

  void scan(int count, boolean inPlace) throws CollectiveFailure {
    CountingPayload send = own(count);
    CountingPayload recv = inPlace ? send : empty(count);
    algorithms.scan(send, recv, COMPOSE);
    check(recv, i -> reduced(rank, i));
  }

  void exscan(int count, boolean inPlace) throws CollectiveFailure {
    CountingPayload send = own(count);
    CountingPayload recv = inPlace ? send : empty(count);
    algorithms.exscan(send, recv, COMPOSE);
    if (rank > 0) {
      check(recv, i -> reduced(rank - 1, i));
    }
  }
}
