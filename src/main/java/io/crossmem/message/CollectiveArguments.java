package io.crossmem.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/** Checks the arguments of collective operations, before anything is sent. */
final class CollectiveArguments {
  private final int rank;
  private final int size;

  CollectiveArguments(int rank, int size) {
    this.rank = rank;
    this.size = size;
  }

  // ---- the operations

  void checkBroadcast(Data data, int root) {
    Objects.requireNonNull(data, "data");
    Objects.checkIndex(root, size);
    if (rank != root) {
      Data.requireWritable(data);
    }
  }

  void checkScatter(Data send, Data recv, int root) {
    requireRooted(root, send, "send", recv, "recv");
    if (rank == root) {
      requireEven(send, "send", recv.bytes());
    }
    Data.requireWritable(recv);
  }

  void checkScatterv(Data send, int[] counts, int[] offsets, Data recv, int root) {
    requireRooted(root, send, "send", recv, "recv");
    if (rank == root) {
      requireListed(send, "send", counts, offsets);
      requireRoom(counts, recv);
    }
    Data.requireWritable(recv);
  }

  void checkGather(Data send, Data recv, int root) {
    requireRooted(root, recv, "recv", send, "send");
    if (rank == root) {
      requireEven(recv, "recv", send.bytes());
      Data.requireWritable(recv);
    }
  }

  void checkGatherv(Data send, Data recv, int[] counts, int[] offsets, int root) {
    requireRooted(root, recv, "recv", send, "send");
    if (rank == root) {
      requireListed(recv, "recv", counts, offsets);
      requireAtMost(counts, send);
      Data.requireWritable(recv);
    }
  }

  void checkAllgather(Data send, Data recv) {
    requireBoth(send, recv);
    requireApart(send, recv);
    requireEven(recv, "recv", send.bytes());
  }

  void checkAllgatherv(Data send, Data recv, int[] counts, int[] offsets) {
    requireBoth(send, recv);
    requireApart(send, recv);
    requireListed(recv, "recv", counts, offsets);
    requireOwn(counts, send, "send");
  }

  void checkAlltoall(Data send, Data recv) {
    requireBoth(send, recv);
    requireApart(send, recv);
    if (send.count() % size != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "send has %d elements, which is not a multiple of %d ranks",
              send.count(),
              size));
    }
    requireEven(recv, "recv", send.bytes() / size);
  }

  void checkAlltoallv(
      Data send,
      int[] sendCounts,
      int[] sendOffsets,
      Data recv,
      int[] recvCounts,
      int[] recvOffsets) {
    requireBoth(send, recv);
    requireApart(send, recv);
    requireListed(send, "send", sendCounts, sendOffsets);
    requireListed(recv, "recv", recvCounts, recvOffsets);
    if (sendCounts[rank] > recvCounts[rank]) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "this rank sends itself %d elements, but receives only %d",
              sendCounts[rank],
              recvCounts[rank]));
    }
  }

  void checkAlltoallw(Data[] send, Data[] recv) {
    requireOneDataPerRank(send, "send");
    requireOneDataPerRank(recv, "recv");
    for (int i = 0; i < size; i++) {
      Data.requireWritable(recv[i]);
      requireApart(send[i], recv[i]);
    }
    if (send[rank].bytes() > recv[rank].bytes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "this rank sends %d bytes to itself, but receives only %d",
              send[rank].bytes(),
              recv[rank].bytes()));
    }
  }

  private void requireOneDataPerRank(Data[] data, String name) {
    if (Objects.requireNonNull(data, name).length != size) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d data of %s, but %d ranks", data.length, name, size));
    }
    for (Data one : data) {
      Objects.requireNonNull(one, name);
    }
  }

  void checkReduce(Data send, Data recv, Op op, int root) {
    Objects.checkIndex(root, size);
    requireReducible(send, op);
    if (rank == root) {
      requireResult(send, recv);
    }
  }

  /** For allreduce, scan and exscan. */
  void checkReduceToAll(Data send, Data recv, Op op) {
    requireReducible(send, op);
    requireResult(send, recv);
  }

  void checkReduceScatter(Data send, Data recv, int[] counts, Op op) {
    requireReducible(send, op);
    Objects.requireNonNull(recv, "recv");
    Data.requireWritable(recv);
    requireApart(send, recv);
    requireSameType(send, recv);
    requireConsecutive(send, "send", counts);
    requireOwn(counts, recv, "recv");
    for (int count : counts) {
      op.requireWhole((long) count * send.type().bytes(), send.type());
    }
  }

  void checkReduceScatter(Data send, Data recv, Op op) {
    requireReducible(send, op);
    requireBoth(send, recv);
    requireApart(send, recv);
    requireEven(send, "send", recv.bytes());
    op.requireWhole(recv.bytes(), send.type());
  }

  // ---- common checks

  private void requireRooted(int root, Data ofRoot, String name, Data ofEach, String nameOfEach) {
    Objects.checkIndex(root, size);
    Objects.requireNonNull(ofEach, nameOfEach);
    if (rank == root) {
      Objects.requireNonNull(ofRoot, name);
      requireApart(ofRoot, ofEach);
      requireSameType(ofRoot, ofEach);
    }
  }

  private static void requireBoth(Data send, Data recv) {
    Objects.requireNonNull(send, "send");
    Objects.requireNonNull(recv, "recv");
    requireSameType(send, recv);
    Data.requireWritable(recv);
  }

  private static void requireReducible(Data send, Op op) {
    Objects.requireNonNull(send, "send");
    Objects.requireNonNull(op, "op");
    op.requireFits(send.type());
    op.requireWhole(send.bytes(), send.type());
  }

  private static void requireResult(Data send, Data recv) {
    Objects.requireNonNull(recv, "recv");
    Data.requireWritable(recv);
    requireSameType(send, recv);
    if (send.bytes() != recv.bytes()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "send has %d bytes, recv %d", send.bytes(), recv.bytes()));
    }
  }

  private static void requireApart(Data send, Data recv) {
    if (send == recv) {
      throw new IllegalArgumentException("send and recv are the same data");
    }
  }

  private static void requireSameType(Data one, Data other) {
    if (one.type() != other.type()) {
      throw new IllegalArgumentException(
          "send and recv differ in type: " + one.type() + " and " + other.type());
    }
  }

  // ---- the parts of the ranks

  /** Parts of equal length must cover all of the data. */
  private void requireEven(Data data, String name, long each) {
    long all = each * size;
    if (data.bytes() != all) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d bytes, but %d ranks with %d bytes each need %d",
              name,
              data.bytes(),
              size,
              each,
              all));
    }
  }

  private void requireListed(Data data, String name, int[] counts, int[] offsets) {
    requireOnePerRank(counts, "counts", name);
    requireOnePerRank(offsets, "offsets", name);
    for (int i = 0; i < size; i++) {
      if (counts[i] < 0 || offsets[i] < 0 || (long) offsets[i] + counts[i] > data.count()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the part of %s for rank %d has offset %d and count %d, but there are %d elements",
                name,
                i,
                offsets[i],
                counts[i],
                data.count()));
      }
    }
  }

  /** Consecutive parts must cover all of the data. */
  private void requireConsecutive(Data data, String name, int[] counts) {
    requireOnePerRank(counts, "counts", name);
    long all = 0;
    for (int i = 0; i < size; i++) {
      if (counts[i] < 0) {
        throw new IllegalArgumentException("the count of rank " + i + " is negative: " + counts[i]);
      }
      all += counts[i];
    }
    if (all != data.count()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d elements, but the counts add up to %d: %s",
              name,
              data.count(),
              all,
              Arrays.toString(counts)));
    }
  }

  /** {@code what} and {@code name}: for the message, which is made only if it is needed. */
  private void requireOnePerRank(int[] numbers, String what, String name) {
    if (numbers == null) {
      throw new NullPointerException(what + " of " + name);
    }
    if (numbers.length != size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d %s of %s, but %d ranks", numbers.length, what, name, size));
    }
  }

  /** The root's own part of a scatter. */
  private void requireRoom(int[] counts, Data recv) {
    long bytes = (long) counts[rank] * recv.type().bytes();
    if (bytes > recv.bytes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "recv has %d bytes, but the count of this rank requires %d",
              recv.bytes(),
              bytes));
    }
  }

  /** The root's own part of a gather. */
  private void requireAtMost(int[] counts, Data send) {
    long bytes = (long) counts[rank] * send.type().bytes();
    if (send.bytes() > bytes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "send has %d bytes, but the count of this rank allows %d",
              send.bytes(),
              bytes));
    }
  }

  private void requireOwn(int[] counts, Data own, String name) {
    long bytes = (long) counts[rank] * own.type().bytes();
    if (bytes != own.bytes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d bytes, but the count of this rank requires %d",
              name,
              own.bytes(),
              bytes));
    }
  }
}
