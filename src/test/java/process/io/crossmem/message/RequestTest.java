package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests outlive the engine's operation behind them, which is used again for other messages. */
@Timeout(60)
class RequestTest {
  private static final int MANY = 20_000;

  /** More than the engine keeps operations for. */
  private static void exchangeMany(Communicator world) throws Exception {
    Request[] receives = new Request[300];
    for (int i = 0; i < receives.length; i++) {
      receives[i] = world.irecv(Data.of(new byte[16]), 0, 7);
    }
    for (int i = 0; i < receives.length; i++) {
      world.send(Data.of(new byte[16]), 0, 7);
    }
    Request.awaitAll(receives);
  }

  @Test
  void anOutcomeIsKept() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request receive = world.irecv(Data.of(new byte[8]), 0, 1);
      Request send = world.isend(Data.of(new byte[5]), 0, 1);
      exchangeMany(world);
      for (Request request : List.of(send, receive)) {
        assertTrue(request.isDone());
        assertTrue(request.test());
        assertEquals(new Status(0, 1, 5), request.await());
        assertEquals(new Status(0, 1, 5), request.await());
      }
    }
  }

  @Test
  void aFailureIsKept() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request truncated = world.irecv(Data.of(new byte[4]), 0, 1);
      Request cancelled = world.irecv(Data.of(new byte[4]), 0, 2);
      world.send(Data.of(new byte[5]), 0, 1);
      assertFalse(cancelled.isCancelled());
      assertTrue(cancelled.cancel());
      assertTrue(cancelled.isCancelled());
      exchangeMany(world);
      assertTrue(cancelled.isCancelled());
      assertFalse(truncated.isCancelled());
      assertFalse(truncated.cancel());
      for (int i = 0; i < 2; i++) {
        String message = assertThrows(TruncationException.class, truncated::await).getMessage();
        assertTrue(message.contains("5 bytes") && message.contains("4"), message);
        assertThrows(CancellationException.class, cancelled::await);
      }
    }
  }

  /** The pool reuses the operation of the completed request last. */
  @Test
  void aCompleteRequestCannotCancelAnotherMessage() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request first = world.irecv(Data.of(new byte[8]), 0, 1);
      world.send(Data.of(new byte[8]), 0, 1);
      assertEquals(new Status(0, 1, 8), first.await());
      Request second = world.irecv(Data.of(new byte[8]), 0, 2);
      assertFalse(first.cancel());
      assertFalse(second.isDone());
      world.send(Data.of(new byte[8]), 0, 2);
      assertEquals(new Status(0, 2, 8), second.await());
    }
  }

  @Test
  void aFutureIsCompletedByTheThreadThatMovesMessages() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request receive = world.irecv(Data.of(new byte[8]), 0, 1);
      CompletableFuture<Status> future = receive.toCompletableFuture();
      CompletableFuture<Status> other = receive.toCompletableFuture();
      CompletableFuture<Status> cancelled = receive.toCompletableFuture();
      assertTrue(cancelled.cancel(true));
      assertFalse(future.isDone());
      world.send(Data.of(new byte[5]), 0, 1);
      assertTrue(receive.test());
      exchangeMany(world);
      Status status = new Status(0, 1, 5);
      assertEquals(status, future.get(30, TimeUnit.SECONDS));
      assertEquals(status, other.get(30, TimeUnit.SECONDS));
      assertEquals(status, receive.toCompletableFuture().getNow(null));
      assertEquals(status, receive.await());
    }
  }

  /** It runs outside of the engine's lock, and of the call that has completed it. */
  @Test
  void whatDependsOnAFutureMayUseTheCommunicator() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      byte[] into = new byte[4];
      CompletableFuture<Status> answered =
          world
              .irecv(Data.of(new byte[8]), 0, 1)
              .toCompletableFuture()
              .thenApply(
                  status -> {
                    try {
                      return world.recv(Data.of(into), 0, 2);
                    } catch (MessageException e) {
                      throw new AssertionError(e);
                    }
                  });
      world.send(Data.of(new byte[8]), 0, 1);
      world.iprobe(0, 1);
      world.send(Data.of(new byte[] {1, 2, 3, 4}), 0, 2);
      assertEquals(new Status(0, 2, 4), answered.get(30, TimeUnit.SECONDS));
      assertEquals(3, into[2]);
    }
  }

  @Test
  void aFutureFailsAsItsRequestDoes() throws Exception {
    CompletableFuture<Status> closed;
    try (Communicator world = LocalRanks.alone()) {
      CompletableFuture<Status> truncated =
          world.irecv(Data.of(new byte[4]), 0, 1).toCompletableFuture();
      Request request = world.irecv(Data.of(new byte[4]), 0, 2);
      CompletableFuture<Status> cancelled = request.toCompletableFuture();
      closed = world.irecv(Data.of(new byte[4]), 0, 3).toCompletableFuture();
      world.send(Data.of(new byte[5]), 0, 1);
      world.iprobe(0, 1);
      assertTrue(request.cancel());
      requireFails(TruncationException.class, truncated);
      assertThrows(CancellationException.class, () -> cancelled.get(30, TimeUnit.SECONDS));
      assertThrows(CancellationException.class, () -> request.toCompletableFuture().getNow(null));
    }
    requireFails(MessageException.class, closed);
  }

  private static void requireFails(Class<? extends Exception> how, CompletableFuture<?> future) {
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS));
    assertEquals(how, e.getCause().getClass());
  }

  @Test
  void aBufferMayBeMovedOnceItsRequestHasBegun() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      for (int bytes : new int[] {8, 1 << 20}) {
        ByteBuffer message = ByteBuffer.allocateDirect(bytes).put(bytes - 1, (byte) 42);
        ByteBuffer into = ByteBuffer.allocateDirect(bytes);
        Request send = world.isend(message, 0, 1);
        message.limit(0);
        Request receive = world.irecv(into, 0, 1);
        into.limit(0);
        assertEquals(new Status(0, 1, bytes), receive.await());
        assertEquals(new Status(0, 1, bytes), send.await());
        assertEquals(42, into.clear().get(bytes - 1));
      }
    }
  }

  /** Some threads begin to wait while the operation is already another message's. */
  @Test
  void severalThreadsMayAwaitOneRequest() throws Exception {
    awaitManyIn(false);
  }

  @Test
  void severalVirtualThreadsMayAwaitOneRequest() throws Exception {
    Requires.that(
        Runtime.version().feature() >= 21,
        "needs JDK 21 or later, which has virtual threads: JAVA_HOME=/usr/lib/jvm/... mvn test");
    awaitManyIn(true);
  }

  private static void awaitManyIn(boolean virtual) throws Exception {
    Request[] receives = new Request[MANY];
    Progress progress = new Progress();
    try (Communicator world = LocalRanks.alone()) {
      List<FutureTask<Void>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(start(virtual, () -> awaitAll(receives, progress)));
      }
      all.add(start(false, () -> sendAll(world, receives, progress)));
      for (FutureTask<Void> one : all) {
        one.get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static Void sendAll(Communicator world, Request[] receives, Progress progress)
      throws Exception {
    byte[] into = new byte[8];
    for (int tag = 0; tag < MANY; tag++) {
      receives[tag] = world.irecv(Data.of(into), 0, tag);
      progress.begun = tag + 1;
      if (tag % 100 == 0) {
        Thread.sleep(1); // so that the others sleep for it
      }
      world.send(Data.of(new byte[tag % 8]), 0, tag);
      assertEquals(new Status(0, tag, tag % 8), receives[tag].await());
    }
    return null;
  }

  private static final class Progress {
    volatile int begun; // how many requests there are
  }

  private static Void awaitAll(Request[] receives, Progress progress) throws Exception {
    for (int tag = 0; tag < MANY; tag++) {
      while (progress.begun <= tag) {
        LockSupport.parkNanos(1000);
      }
      assertEquals(new Status(0, tag, tag % 8), receives[tag].await());
    }
    return null;
  }

  private static FutureTask<Void> start(boolean virtual, Callable<Void> body) throws Exception {
    FutureTask<Void> task = new FutureTask<>(body);
    if (virtual) {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } else {
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      thread.start();
    }
    return task;
  }
}
