package io.crossmem.internal.join;

import io.crossmem.Descriptors;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Main class: joins groups in different ways, and prints the result. */
final class GroupRank {
  private static final Duration LONG = Duration.ofSeconds(30);

  private GroupRank() {}

  /** Arguments: the command, a name, and numbers. */
  public static void main(String... arguments) throws Exception {
    String name = arguments[1];
    int[] numbers = new int[arguments.length - 2];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(arguments[i + 2]);
    }
    switch (arguments[0]) {
      case "join" -> join(name, numbers[0], numbers[1], numbers[2]);
      case "threads" -> threads(name, numbers[0], numbers[1]);
      case "alone" -> alone(name, numbers[0]);
      case "drop" -> drop(name, numbers[0]);
      case "exhaust" -> exhaust(name, numbers[0], numbers[1]);
      case "virtual" -> virtual(name, numbers[0]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  static Membership join(String name, int rank, int size) throws IOException {
    return Bootstrap.join(name, rank, size, OptionalLong.empty(), LONG);
  }

  /** One rank, with a time limit in ms. */
  private static void join(String name, int rank, int size, int millis) {
    try {
      Membership joined =
          Bootstrap.join(name, rank, size, OptionalLong.empty(), Duration.ofMillis(millis));
      System.out.println("rank " + joined.rank());
      joined.segment().close();
    } catch (JoinException e) {
      System.out.println(e.getMessage());
    }
  }

  /** All ranks of a group, again and again. */
  private static void threads(String name, int size, int rounds) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    for (int round = 0; round < rounds; round++) {
      meet(threads, name + "-" + round, size);
    }
    threads.shutdown();
    System.out.println("all met");
  }

  private static void meet(ExecutorService threads, String name, int size) throws Exception {
    List<Future<Membership>> all = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      int own = rank;
      all.add(threads.submit(() -> join(name, own, size)));
    }
    for (Future<Membership> one : all) {
      one.get().segment().close();
    }
  }

  /** Groups of one, for so many ms. */
  private static void alone(String name, int millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000L;
    int joins = 0;
    while (System.nanoTime() - end < 0) {
      join(name + "-" + joins, -1, 1).segment().close();
      joins++;
    }
    System.out.println("joined " + (joins > 0));
  }

  /** Groups that are forgotten and never closed. */
  private static void drop(String name, int rounds) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    for (int round = 0; round < rounds; round++) {
      String group = name + "-" + round;
      Future<Membership> other = threads.submit(() -> join(group, 0, 2));
      join(group, 1, 2);
      other.get();
    }
    threads.shutdown();
    System.out.println("all met");
  }

  /** Waits in a group while it has no descriptor left. */
  private static void exhaust(String name, int rank, int size) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(1);
    Future<Membership> joining = threads.submit(() -> join(name, rank, size));
    threads.shutdown(); // once it has joined, or failed
    List<Closeable> all = new ArrayList<>();
    Thread.sleep(1000); // until it waits
    Descriptors.takeAll(all);
    Thread.sleep(2000);
    for (Closeable one : all) {
      one.close();
    }
    System.out.println("rank " + joining.get().rank());
  }

  /** As many ranks as virtual threads, which have fewer carriers. */
  private static void virtual(String name, int size) throws Exception {
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    meet(threads, name, size);
    System.out.println("all met");
  }
}
