package io.crossmem.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ranks that are threads of this JVM: they use the same rings as processes do, and start at once.
 */
final class LocalRanks {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private LocalRanks() {}

  /** The program of a rank. */
  interface Body {
    void run(Communicator world) throws Exception;
  }

  /** Runs each rank in its own thread; fails with the first failure, or if a rank hangs. */
  static void run(int size, Body body) throws Exception {
    String name = "local-" + UUID.randomUUID();
    List<Thread> threads = new ArrayList<>();
    CompletableFuture<Void> failure = new CompletableFuture<>();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      int own = rank;
      CompletableFuture<Void> end = new CompletableFuture<>();
      ends.add(end);
      Thread thread = new Thread(() -> run(name, own, size, body, end, failure), "rank " + own);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    try {
      CompletableFuture.anyOf(all, failure).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      AssertionError hang = new AssertionError("they do not end");
      for (Thread thread : threads) {
        Throwable where = new Throwable(thread.getName());
        where.setStackTrace(thread.getStackTrace());
        hang.addSuppressed(where);
      }
      throw hang;
    }
  }

  private static void run(
      String name,
      int rank,
      int size,
      Body body,
      CompletableFuture<Void> end,
      CompletableFuture<Void> failure) {
    try (Communicator world = Communicator.join(name, rank, size, PATIENCE)) {
      body.run(world);
      end.complete(null);
    } catch (Throwable e) {
      failure.completeExceptionally(e);
    }
  }

  /** A group of one. */
  static Communicator alone() throws Exception {
    return Communicator.join("alone-" + UUID.randomUUID(), 0, 1, PATIENCE);
  }

  /**
   * Exchanges small and large messages between two ranks, each with other bytes, and checks them.
   */
  static void requireWorks(Communicator world) throws Exception {
    int other = 1 - world.rank();
    for (int bytes : new int[] {8, 3000, 300_000, 3_000_000}) {
      byte[] into = new byte[bytes];
      world.sendRecv(
          Data.of(TestMessage.of(world.rank() + bytes, bytes)),
          other,
          77,
          Data.of(into),
          other,
          77);
      if (!Arrays.equals(TestMessage.of(other + bytes, bytes), into)) {
        throw new AssertionError("wrong bytes in a message of " + bytes);
      }
    }
  }
}
