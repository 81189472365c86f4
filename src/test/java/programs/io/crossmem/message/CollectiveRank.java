package io.crossmem.message;

import io.crossmem.message.Reference.Case;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A rank that calls every collective operation and compares what it gets with what it should get.
 */
final class CollectiveRank {
  private static final DataType[] TYPES = DataType.values();
  private static final int[] SMALL = {0, 1, 3, 63, 777};
  private static final int[] FEWER = {0, 3, 777}; // where there are many more ranks than cores
  private static final int LARGE_BYTES = 300 << 10;

  private final CollectiveCalls all;
  private final int rank;
  private final int size;
  private long seed; // a new one for each case, the same in all ranks

  private CollectiveRank(Communicator world) {
    this.all = new CollectiveCalls(world, Boolean.getBoolean("background"));
    this.rank = world.rank();
    this.size = world.size();
  }

  public static void main(String[] arguments) throws IOException {
    try (Communicator all = Ranks.join(arguments)) {
      new CollectiveRank(all).everything();
      all.barrier();
    }
  }

  private void everything() throws IOException {
    for (DataType type : TYPES) {
      for (int count : size < 8 ? SMALL : FEWER) {
        moves(type, count);
        reductions(type, count);
      }
      if (size < 4 || type == DataType.SHORT || type == DataType.DOUBLE) {
        int large = LARGE_BYTES / type.bytes() + 1;
        moves(type, large);
        largeReductions(type, large);
      }
      unevenMoves(type, 5);
      unevenMoves(type, 3001);
    }
    blocks();
    for (int count : new int[] {0, 1, 700, 40_000}) {
      products(count);
      locations(count);
    }
    layouts(3);
    layouts(50_000);
    repeatedly();
    orderOfBarriers();
  }

  // ---- moving

  private void moves(DataType type, int count) throws IOException {
    int root = (int) (++seed % size);
    Sample mine = filled(type, count, rank);
    Sample copy = rank == root ? mine : empty(type, count);
    all.broadcast(copy.data, root);
    same("broadcast", elements(type, count, root), copy);

    Sample whole = empty(type, count * size);
    all.gather(mine.data, rank == root ? whole.data : null, root);
    if (rank == root) {
      same("gather", ofAll(type, count), whole);
    }

    whole = empty(type, count * size);
    all.allgather(mine.data, whole.data);
    same("allgather", ofAll(type, count), whole);

    Sample part = empty(type, count);
    all.scatter(rank == root ? whole.data : null, part.data, root);
    same("scatter", elements(type, count, rank), part);

    all.alltoall(filled(type, count * size, rank).data, whole.data);
    ByteBuffer expected = bytes(type, count * size);
    for (int i = 0; i < size; i++) {
      put(expected, i * count, elements(type, count * size, i), rank * count, count, type);
    }
    same("alltoall", expected, whole);
  }

  /** Parts that differ in length, some of no elements, in another order and with gaps. */
  private void unevenMoves(DataType type, int unit) throws IOException {
    int root = (int) (++seed % size);
    int[] counts = new int[size];
    int[] offsets = new int[size];
    int end = 1;
    for (int i = size - 1; i >= 0; i--) {
      counts[i] = (i + 1) % 3 * unit;
      offsets[i] = end;
      end += counts[i] + 1;
    }
    ByteBuffer expected = bytes(type, end);
    for (int i = 0; i < size; i++) {
      put(expected, offsets[i], elements(type, counts[i], i), 0, counts[i], type);
    }
    Sample mine = filled(type, counts[rank], rank);
    Sample whole = empty(type, end);
    boolean isRoot = rank == root;
    all.gatherv(
        mine.data,
        isRoot ? whole.data : null,
        isRoot ? counts : null,
        isRoot ? offsets : null,
        root);
    if (isRoot) {
      same("gatherv", expected, whole);
    }
    whole = empty(type, end);
    all.allgatherv(mine.data, whole.data, counts, offsets);
    same("allgatherv", expected, whole);
    Sample part = empty(type, counts[rank]);
    all.scatterv(
        isRoot ? whole.data : null,
        isRoot ? counts : null,
        isRoot ? offsets : null,
        part.data,
        root);
    same("scatterv", elements(type, counts[rank], rank), part);
    unevenExchange(type, unit);
  }

  /** The number of units that rank i sends to rank k: (i + 2 k) % 4. */
  private void unevenExchange(DataType type, int unit) throws IOException {
    int[][] sent = counts(unit);
    int[] received = new int[size];
    Arrays.setAll(received, i -> sent[i][rank]);
    int out = Arrays.stream(sent[rank]).sum();
    int in = Arrays.stream(received).sum();
    Sample from = filled(type, out, rank);
    Sample into = empty(type, in);
    all.alltoallv(
        from.data, sent[rank], offsets(sent[rank]), into.data, received, offsets(received));
    ByteBuffer expected = bytes(type, in);
    for (int i = 0; i < size; i++) {
      ByteBuffer theirs = elements(type, Arrays.stream(sent[i]).sum(), i);
      put(expected, offsets(received)[i], theirs, offsets(sent[i])[rank], received[i], type);
    }
    same("alltoallv", expected, into);
  }

  private int[][] counts(int unit) {
    int[][] counts = new int[size][size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        counts[i][k] = (i + 2 * k) % 4 * unit;
      }
    }
    return counts;
  }

  private static int[] offsets(int... counts) {
    int[] offsets = new int[counts.length];
    for (int i = 1; i < counts.length; i++) {
      offsets[i] = offsets[i - 1] + counts[i - 1];
    }
    return offsets;
  }

  // ---- computing

  private void reductions(DataType type, int count) throws IOException {
    for (Case operation : Reference.CASES) {
      if (type != DataType.CHAR && Reference.fits(operation, type)) {
        reductions(operation, type, count);
      }
    }
  }

  private void largeReductions(DataType type, int count) throws IOException {
    for (Case operation : Reference.CASES) {
      boolean chosen = operation.op() == Op.SUM || operation.op().toString().startsWith("an ");
      if (chosen && type != DataType.CHAR && Reference.fits(operation, type)) {
        reductions(operation, type, count);
      }
    }
  }

  private void reductions(Case operation, DataType type, int count) throws IOException {
    int root = (int) (++seed % size);
    Op op = operation.op();
    ByteBuffer expected = Reference.fold(operation, type, count, size - 1, seed);
    Sample mine = filled(type, count, rank);
    Sample result = empty(type, count);
    all.reduce(mine.data, rank == root ? result.data : null, op, root);
    if (rank == root) {
      same("reduce " + op, expected, result);
    }
    result = empty(type, count);
    all.allreduce(mine.data, result.data, op);
    same("allreduce " + op, expected, result);
    same("operands after " + op, elements(type, count, rank), mine);

    ByteBuffer prefix = Reference.fold(operation, type, count, rank, seed);
    result = empty(type, count);
    all.scan(mine.data, result.data, op);
    same("scan " + op, prefix, result);

    ByteBuffer before = bytes(type, count);
    if (rank > 0) {
      before = Reference.fold(operation, type, count, rank - 1, seed);
    }
    result = empty(type, count);
    all.exscan(mine.data, result.data, op);
    same("exscan " + op, before, result);
    if (rank > 0) {
      Sample both = filled(type, count, rank);
      all.exscan(both.data, both.data, op);
      same("exscan in place " + op, before, both);
    } else {
      all.exscan(mine.data, mine.data, op);
    }

    reduceScatter(op, type, count, expected, mine);
    inPlace(op, type, count, root, expected, prefix);
  }

  private void reduceScatter(Op op, DataType type, int count, ByteBuffer expected, Sample mine)
      throws IOException {
    int[] counts = new int[size]; // all to the last ones, and nothing to rank 1
    for (int i = 0; i < count; i++) {
      int to = Math.min(size - 1, (int) Math.sqrt(i));
      counts[to == 1 ? size - 1 : to]++;
    }
    Sample part = empty(type, counts[rank]);
    all.reduceScatter(mine.data, part.data, counts, op);
    ByteBuffer own = bytes(type, counts[rank]);
    put(own, 0, expected, offsets(counts)[rank], counts[rank], type);
    same("reduceScatter " + op, own, part);

    int each = count / size;
    part = empty(type, each);
    all.reduceScatter(mine.data.with(Layout.contiguous((long) each * size)), part.data, op);
    own = bytes(type, each);
    put(own, 0, expected, each * rank, each, type);
    same("reduceScatter of one length " + op, own, part);
  }

  private void inPlace(
      Op op, DataType type, int count, int root, ByteBuffer expected, ByteBuffer prefix)
      throws IOException {
    Sample both = filled(type, count, rank);
    all.allreduce(both.data, both.data, op);
    same("allreduce in place " + op, expected, both);
    both = filled(type, count, rank);
    all.scan(both.data, both.data, op);
    same("scan in place " + op, prefix, both);
    both = filled(type, count, rank);
    all.reduce(both.data, both.data, op, root);
    same("reduce in place " + op, rank == root ? expected : elements(type, count, rank), both);
  }

  /** Data that is not in one piece. */
  private void blocks() throws IOException {
    int rows = 1000;
    double[] matrix = new double[rows * 5];
    double[] sums = new double[rows * 5];
    for (int row = 0; row < rows; row++) {
      matrix[row * 5 + 2] = row + rank;
    }
    Data column = Data.of(matrix, 2, rows * 5 - 2).with(Layout.vector(rows, 1, 5));
    Data sum = Data.of(sums, 1, rows * 5 - 1).with(Layout.vector(rows, 1, 5));
    all.allreduce(column, sum, Op.SUM);
    for (int row = 0; row < rows; row++) {
      double expected = (double) size * row + size * (size - 1) / 2.0;
      if (sums[row * 5 + 1] != expected || sums[row * 5 + 2] != 0) {
        throw new AssertionError("row " + row + ": " + sums[row * 5 + 1]);
      }
    }
    all.broadcast(sum, size - 1);
  }

  /**
   * Rank i sends every second of (i + 2 k) % 3 units to rank k, which receives them contiguously.
   */
  private void layouts(int unit) throws IOException {
    Data[] send = new Data[size];
    Data[] recv = new Data[size];
    int[][] into = new int[size][];
    for (int other = 0; other < size; other++) {
      int count = (rank + 2 * other) % 3 * unit;
      int[] numbers = new int[2 * count + 1];
      Arrays.setAll(numbers, i -> i % 2 == 0 ? rank + i : -1);
      send[other] = Data.of(numbers).with(Layout.vector(count, 1, 2));
      into[other] = new int[(other + 2 * rank) % 3 * unit];
      recv[other] = Data.of(into[other]);
    }
    all.alltoallw(send, recv);
    for (int other = 0; other < size; other++) {
      for (int i = 0; i < into[other].length; i++) {
        if (into[other][i] != other + 2 * i) {
          throw new AssertionError("alltoallw from %d: %d".formatted(other, into[other][i]));
        }
      }
    }
  }

  // ---- elements that consist of several numbers

  private static final Op MULTIPLY =
      Op.onBuffers(
          3 * Long.BYTES,
          (type, left, right, result) -> {
            for (int at = 0; at < result.limit(); at += 3 * Long.BYTES) {
              long a = left.getLong(at);
              long b = left.getLong(at + 8);
              long c = left.getLong(at + 16);
              long d = right.getLong(at);
              long e = right.getLong(at + 8);
              long f = right.getLong(at + 16);
              result.putLong(at, a * d).putLong(at + 8, a * e + b * f).putLong(at + 16, c * f);
            }
          });

  /** Triangular matrices of three numbers each, whose product depends on the order. */
  private void products(int count) throws IOException {
    int root = (int) (++seed % size);
    long[] mine = matrices(rank, count);
    long[] result = new long[3 * count];
    all.reduce(Data.of(mine), rank == root ? Data.of(result) : null, MULTIPLY, root);
    if (rank == root) {
      sameLongs("reduce", product(0, size, count), result);
    }
    all.allreduce(Data.of(mine), Data.of(result), MULTIPLY);
    sameLongs("allreduce", product(0, size, count), result);
    all.scan(Data.of(mine), Data.of(result), MULTIPLY);
    sameLongs("scan", product(0, rank + 1, count), result);
    long[] before = new long[3 * count];
    all.exscan(Data.of(mine), Data.of(before), MULTIPLY);
    if (rank > 0) {
      sameLongs("exscan", product(0, rank, count), before);
    }
    long[] part = new long[count / size * 3];
    all.reduceScatter(Data.of(mine, 0, part.length * size), Data.of(part), MULTIPLY);
    long[] whole = product(0, size, count);
    int from = rank * part.length;
    sameLongs("reduceScatter", Arrays.copyOfRange(whole, from, from + part.length), part);
  }

  private static long[] matrices(int of, int count) {
    long[] numbers = new long[3 * count];
    Arrays.setAll(numbers, i -> (i * 31L + of * 1_000_003L) * 0x9e3779b97f4a7c15L);
    return numbers;
  }

  private static long[] product(int first, int end, int count) {
    long[] result = matrices(first, count);
    for (int i = first + 1; i < end; i++) {
      long[] next = matrices(i, count);
      for (int at = 0; at < result.length; at += 3) {
        result[at + 1] = result[at] * next[at + 1] + result[at + 1] * next[at + 2];
        result[at] *= next[at];
        result[at + 2] *= next[at + 2];
      }
    }
    return result;
  }

  private void sameLongs(String what, long[] expected, long[] actual) {
    if (!Arrays.equals(expected, actual)) {
      throw new AssertionError("%s in rank %d of %d".formatted(what, rank, size));
    }
  }

  /** The smallest and the largest value, and the lowest rank that has it. */
  private void locations(int count) throws IOException {
    long[] mine = new long[2 * count];
    long[] least = new long[2 * count];
    long[] most = new long[2 * count];
    for (int i = 0; i < count; i++) {
      mine[2 * i] = value(rank, i);
      mine[2 * i + 1] = rank;
      least[2 * i] = Long.MAX_VALUE;
      most[2 * i] = Long.MIN_VALUE;
      for (int other = 0; other < size; other++) {
        if (value(other, i) < least[2 * i]) {
          least[2 * i] = value(other, i);
          least[2 * i + 1] = other;
        }
        if (value(other, i) > most[2 * i]) {
          most[2 * i] = value(other, i);
          most[2 * i + 1] = other;
        }
      }
    }
    long[] result = new long[2 * count];
    all.allreduce(Data.of(mine), Data.of(result), Op.MIN_LOCATION);
    sameLongs("least", least, result);
    all.allreduce(Data.of(mine), Data.of(result), Op.MAX_LOCATION);
    sameLongs("most", most, result);
  }

  private static long value(int of, int index) {
    return (of * 7L + index) % 5 - 2;
  }

  // ---- the same each time

  /** Sums that are rounded: of one length after the other, each several times. */
  private void repeatedly() throws IOException {
    for (int count : new int[] {1, 100, 5000, 100_001}) {
      ByteBuffer values = bytes(DataType.DOUBLE, count);
      java.util.SplittableRandom random = new java.util.SplittableRandom(count + 31L * rank);
      for (int i = 0; i < count; i++) {
        values.putDouble(i * Double.BYTES, Math.exp(40 * random.nextDouble() - 20));
      }
      ByteBuffer first = null;
      ByteBuffer firstReduced = null;
      for (int run = 0; run < 5; run++) {
        pause(random.nextInt(300)); // so that another rank is first
        Sample mine = empty(DataType.DOUBLE, count).fill(values);
        Sample sum = empty(DataType.DOUBLE, count);
        Sample reduced = empty(DataType.DOUBLE, count);
        all.allreduce(mine.data, sum.data, Op.SUM);
        all.reduce(mine.data, reduced.data, Op.SUM, 0);
        first = first == null ? sum.content() : first;
        firstReduced = firstReduced == null ? reduced.content() : firstReduced;
        same("sum again", first, sum);
        same("reduced sum again", firstReduced, reduced);
      }
      Sample theirs = empty(DataType.DOUBLE, count).fill(first);
      all.broadcast(theirs.data, 0);
      same("sum in another rank", first, theirs);
    }
  }

  private static void pause(int micros) {
    long until = System.nanoTime() + micros * 1000L;
    while (System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
  }

  /** No rank leaves a barrier before the last one has entered it. */
  private void orderOfBarriers() throws IOException {
    long[] entered = new long[1];
    long[] latest = new long[1];
    for (int i = 0; i < 50; i++) {
      if (rank == i % size) {
        pause(300);
      }
      entered[0] = System.nanoTime(); // one clock for all processes
      all.barrier();
      long left = System.nanoTime();
      all.allreduce(Data.of(entered), Data.of(latest), Op.MAX);
      if (left < latest[0]) {
        throw new AssertionError("left " + (latest[0] - left) + " ns before the last one came");
      }
    }
  }

  // ---- help

  /** Each rank has its elements in another kind of memory, and in another one each time. */
  private Sample empty(DataType type, int count) {
    Sample.Kind[] kinds = Sample.Kind.values();
    return new Sample(type, count, kinds[(int) ((seed + rank) % kinds.length)]);
  }

  private Sample filled(DataType type, int count, int of) {
    return empty(type, count).fill(elements(type, count, of));
  }

  private ByteBuffer elements(DataType type, int count, int of) {
    return Reference.elements(type, count, of, seed);
  }

  private ByteBuffer ofAll(DataType type, int count) {
    ByteBuffer whole = bytes(type, count * size);
    for (int i = 0; i < size; i++) {
      put(whole, i * count, elements(type, count, i), 0, count, type);
    }
    return whole;
  }

  private static ByteBuffer bytes(DataType type, int count) {
    return ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.nativeOrder());
  }

  private static void put(
      ByteBuffer to, int toIndex, ByteBuffer from, int fromIndex, int count, DataType type) {
    to.put(toIndex * type.bytes(), from, fromIndex * type.bytes(), count * type.bytes());
  }

  private void same(String what, ByteBuffer expected, Sample actual) {
    int at = expected.mismatch(actual.content());
    if (at >= 0) {
      throw new AssertionError(
          "%s in rank %d of %d, case %d: byte %d of %d is wrong"
              .formatted(what, rank, size, seed, at, expected.capacity()));
    }
  }
}
