package io.crossmem.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A rank that makes communicators from others, and checks that their messages stay separate. */
final class SplitRank {
  private final Communicator all;
  private final int rank;
  private final int size;

  private SplitRank(Communicator all) {
    this.all = all;
    this.rank = all.rank();
    this.size = all.size();
  }

  public static void main(String[] arguments) throws Exception {
    Communicator all = Ranks.join(arguments);
    SplitRank here = new SplitRank(all);
    here.byKey();
    here.withoutSome();
    here.ofSplit();
    here.byNode(arguments.length > 3 ? Integer.parseInt(arguments[3]) : here.size);
    here.apart();
    here.inThreads();
    Communicator last = all.duplicate();
    all.close();
    check(here.size, sumOfOnes(last), "the sum after the first one was closed");
    check(true, isClosed(all), "closed");
    last.barrier();
    last.close();
  }

  /** Odd and even ranks, each in reverse order. */
  private void byKey() throws IOException {
    try (Communicator half = all.split(rank % 2, -rank).orElseThrow()) {
      int members = rank % 2 == 0 ? (size + 1) / 2 : size / 2;
      check(members, half.size(), "size");
      check(members - 1 - rank / 2, half.rank(), "rank");
      int[] ranks = new int[members];
      half.allgather(Data.of(new int[] {rank}), Data.of(ranks));
      int[] expected = new int[members];
      Arrays.setAll(expected, i -> 2 * (members - 1 - i) + rank % 2);
      check(Arrays.toString(expected), Arrays.toString(ranks), "order");
      half.barrier();
    }
    try (Communicator same = all.split(7, 1).orElseThrow()) {
      check(rank, same.rank(), "rank where the keys are equal");
      same.barrier();
    }
  }

  private void withoutSome() throws IOException {
    Optional<Communicator> some = all.split(rank == size - 1 ? -5 : Integer.MAX_VALUE, 0);
    check(rank != size - 1, some.isPresent(), "member");
    if (some.isPresent()) {
      check(size - 1, sumOfOnes(some.get()), "sum");
      some.get().close();
    }
  }

  private void ofSplit() throws IOException {
    Communicator part = all.split(rank / 2, 0).orElseThrow();
    Communicator copy = part.duplicate();
    part.close();
    Communicator alone = copy.split(copy.rank(), 0).orElseThrow();
    check(1, sumOfOnes(alone), "sum alone");
    check(Math.min(2, size - rank / 2 * 2), sumOfOnes(copy), "sum of a pair");
    alone.close();
    copy.barrier();
    copy.close();
  }

  /** The ranks below {@code first} are on one node, the others on another. */
  private void byNode(int first) throws IOException {
    boolean isFirst = rank < first;
    try (Communicator node = all.node()) {
      check(isFirst ? first : size - first, node.size(), "ranks of the node");
      check(isFirst ? rank : rank - first, node.rank(), "rank in the node");
      check(node.size(), sumOfOnes(node), "sum in the node");
      check(node.size(), sizeOfNode(node), "ranks of the node of a node");
    }
    Optional<Communicator> leaders = all.leaders();
    check(rank == 0 || rank == first, leaders.isPresent(), "leader");
    if (leaders.isPresent()) {
      try (Communicator some = leaders.get()) {
        check(first == size ? 1 : 2, some.size(), "leaders");
        check(isFirst ? 0 : 1, some.rank(), "rank among the leaders");
        check(some.size(), sumOfOnes(some), "sum of the leaders");
        check(1, sizeOfNode(some), "leaders on a node");
      }
    }
    byNodeReversed(first);
    all.barrier();
  }

  /** Of a communicator in which the last rank is the first. */
  private void byNodeReversed(int first) throws IOException {
    try (Communicator reversed = all.split(0, -rank).orElseThrow()) {
      check(size, sumOfOnes(reversed), "sum in reverse");
      Optional<Communicator> leaders = reversed.leaders();
      check(rank == size - 1 || rank == first - 1, leaders.isPresent(), "leader in reverse");
      leaders.ifPresent(Communicator::close);
    }
  }

  private static int sizeOfNode(Communicator of) throws IOException {
    try (Communicator node = of.node()) {
      return node.size();
    }
  }

  /** The same source and tag, but another communicator. */
  private void apart() throws IOException {
    try (Communicator other = all.duplicate()) {
      int next = (rank + 1) % size;
      int previous = (rank - 1 + size) % size;
      Request inAll = all.isend(Data.of(new int[] {1}), next, 3);
      Request inOther = other.isend(Data.of(new int[] {2}), next, 3);
      int[] got = new int[1];
      other.recv(Data.of(got), Communicator.ANY_SOURCE, Communicator.ANY_TAG);
      check(2, got[0], "message of the duplicate");
      check(false, other.iprobe(previous, 3).isPresent(), "one more message");
      check(size, sumOfOnes(all), "sum while a message waits");
      all.recv(Data.of(got), previous, Communicator.ANY_TAG);
      check(1, got[0], "message of the first one");
      Request.awaitAll(inAll, inOther);
      other.barrier();
    }
  }

  /** Several threads, each with a communicator of its own that it makes others of. */
  private void inThreads() throws Exception {
    List<Communicator> owned = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Communicator own = all.duplicate();
      owned.add(own);
      threads.add(new Thread(() -> splitOften(own, failures)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    check("[]", failures.toString(), "failures");
    all.barrier();
    owned.forEach(Communicator::close);
  }

  private static void splitOften(Communicator own, List<Throwable> failures) {
    try {
      for (int i = 0; i < 20; i++) {
        try (Communicator made = own.duplicate()) {
          check(own.size(), sumOfOnes(made), "sum in a thread");
          made.barrier();
        }
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }

  private static int sumOfOnes(Communicator communicator) throws IOException {
    int[] sum = new int[1];
    communicator.allreduce(Data.of(new int[] {1}), Data.of(sum), Op.SUM);
    return sum[0];
  }

  private static boolean isClosed(Communicator communicator) throws IOException {
    try {
      communicator.barrier();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static void check(Object expected, Object actual, String what) {
    if (!expected.equals(actual)) {
      throw new AssertionError(what + " is " + actual + ", not " + expected);
    }
  }
}
