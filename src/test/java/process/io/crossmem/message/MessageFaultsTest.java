package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jvm;
import io.crossmem.TestArena;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error in one message or call affects no other. */
class MessageFaultsTest {
  private static final int LARGE = 8 << 20;

  @AfterEach
  void chooseTheProtocolAgain() {
    System.clearProperty("crossmem.protocol");
  }

  // ---- the memory

  @Test
  void whatABufferHoldsIsReadOnceWhenDataIsMade() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            ByteBuffer buffer = ByteBuffer.wrap(TestMessage.of(1, 1000));
            Data data = Data.of(buffer);
            buffer.position(5).limit(10);
            world.send(data, 1, 0);
          } else {
            byte[] into = new byte[2000];
            assertEquals(1000, world.recv(Data.of(into), 0, 0).bytes());
            assertArrayEquals(TestMessage.of(1, 1000), Arrays.copyOf(into, 1000));
          }
          LocalRanks.requireWorks(world);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipeline", "read", "mapped", "write", "split"})
  void memoryThatIsClosedUnderAMessageIsKeptUntilThatIsOver(String protocol) throws Exception {
    System.setProperty("crossmem.protocol", protocol);
    LocalRanks.run(
        2,
        world -> {
          int other = 1 - world.rank();
          for (int round = 0; round < 5; round++) {
            MessageBuffer from = MessageBuffer.allocate(LARGE);
            MessageBuffer into = MessageBuffer.allocate(LARGE);
            ByteBuffer arrived = into.buffer();
            from.buffer().put(TestMessage.of(world.rank() + round, LARGE));
            Request receive = world.irecv(Data.of(into), other, 0);
            into.close();
            world.barrier();
            Request send = world.isend(Data.of(from), other, 0);
            from.close();
            assertEquals(LARGE, receive.await().bytes());
            send.await();
            assertThrows(IllegalStateException.class, () -> world.isend(Data.of(from), other, 0));
            assertThrows(IllegalStateException.class, () -> world.irecv(Data.of(into), other, 0));
            assertEquals(-1, arrived.mismatch(ByteBuffer.allocate(LARGE)), "is not given back");
          }
          LocalRanks.requireWorks(world);
        });
  }

  @Test
  void memoryThatIsClosedBehindAFullRingIsSentInFull() throws Exception {
    int messages = 2000;
    int bytes = 4000;
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            List<Request> sends = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
              MessageBuffer memory = MessageBuffer.allocate(bytes);
              memory.buffer().put(TestMessage.of(i, bytes));
              sends.add(world.isend(Data.of(memory), 1, i));
              memory.close();
            }
            world.send(Data.of(new byte[1]), 1, messages);
            Request.awaitAll(sends.toArray(Request[]::new));
          } else {
            Thread.sleep(100);
            byte[] into = new byte[bytes];
            for (int i = 0; i < messages; i++) {
              world.recv(Data.of(into), 0, i);
              assertArrayEquals(TestMessage.of(i, bytes), into);
            }
            world.recv(Data.of(into), 0, messages);
          }
          LocalRanks.requireWorks(world);
        });
  }

  /** The reduction operator closes it, so that the operation is certainly in progress. */
  @ParameterizedTest
  @ValueSource(ints = {2, 500, 200_000})
  void memoryThatIsClosedInAnAllreduceIsKeptUntilThatIsOver(int count) throws Exception {
    int bytes = count * Long.BYTES;
    LocalRanks.run(
        2,
        world -> {
          MessageBuffer send = MessageBuffer.allocate(bytes);
          MessageBuffer recv = MessageBuffer.allocate(bytes);
          ByteBuffer result = recv.buffer();
          for (int i = 0; i < count; i++) {
            send.buffer().putLong(i * Long.BYTES, i + world.rank());
          }
          Data from = Data.of(send, 0, bytes, DataType.LONG);
          Data into = Data.of(recv, 0, bytes, DataType.LONG);
          Op op =
              Op.onLongs(
                  (a, b) -> {
                    send.close();
                    recv.close();
                    return a + b;
                  });
          world.allreduce(from, into, op);
          assertEquals(0, result.getLong(bytes - Long.BYTES), "is not given back");
          assertThrows(IllegalStateException.class, () -> world.allreduce(from, into, Op.SUM));
          LocalRanks.requireWorks(world);
        });
  }

  // ---- the user's operations

  @ParameterizedTest
  @ValueSource(ints = {1, 500, 200_000})
  void anOperationThatCallsTheCommunicatorGetsAnException(int count) throws Exception {
    LocalRanks.run(
        2,
        world -> {
          int other = 1 - world.rank();
          Op op =
              Op.onLongs(
                  (a, b) -> {
                    try {
                      world.send(Data.of(new byte[8]), other, 1);
                    } catch (MessageException e) {
                      throw new AssertionError(e);
                    }
                    return a + b;
                  });
          try {
            world.allreduce(Data.of(new long[count]), Data.of(new long[count]), op);
            throw new AssertionError("it was let in");
          } catch (IllegalStateException | MessageException e) {
            assertTrue(
                e instanceof MessageException || e.getMessage().contains("operation"), e::toString);
          }
          LocalRanks.requireWorks(world);
        });
  }

  /** Also a checked exception, which Java's compiler does not expect there. */
  @ParameterizedTest
  @ValueSource(classes = {IOException.class, StackOverflowError.class, Error.class})
  void whatAnOperationThrowsComesOutWhateverItIs(Class<? extends Throwable> type) throws Exception {
    LocalRanks.run(
        2,
        world -> {
          Throwable thrown = type.getConstructor().newInstance();
          Op op =
              Op.onLongs(
                  (a, b) -> {
                    if (world.rank() == 1) {
                      MessageFaultsTest.<RuntimeException>sneak(thrown);
                    }
                    return a + b;
                  });
          for (int count : new int[] {1, 500, 200_000}) {
            Throwable caught = null;
            try {
              world.allreduce(Data.of(new long[count]), Data.of(new long[count]), op);
            } catch (Throwable e) {
              caught = e;
            }
            if (world.rank() == 1) {
              assertEquals(thrown, caught);
            } else {
              assertTrue(caught == null || caught instanceof MessageException, "" + caught);
            }
            LocalRanks.requireWorks(world);
            long[] sum = new long[1];
            world.allreduce(Data.of(new long[] {2}), Data.of(sum), Op.SUM);
            assertEquals(4, sum[0]);
          }
        });
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  // ---- memory that is short, or gone

  @Test
  void aFileTruncatedDuringAMessageEndsNoProcess() throws Exception {
    Ranks.run(2, TruncatedFileRank.class, "pipeline", "read", "mapped", "write", "split");
  }

  @Test
  void anArenaClosedDuringAMessageEndsNoProcess() throws Exception {
    TestArena.require();
    Ranks.run(2, ClosedArenaRank.class, "pipeline", "read", "mapped", "write", "split");
  }

  /** A thread that waits for its own message also copies those of other threads. */
  @ParameterizedTest
  @ValueSource(ints = {100_000, 8 << 20})
  void theMemoryOfAConfinedArenaIsCopiedByAnyThread(int bytes) throws Exception {
    TestArena.require();
    System.setProperty("crossmem.protocol", "pipeline");
    LocalRanks.run(
        2,
        world -> {
          int other = 1 - world.rank();
          FutureTask<Status> waiting =
              new FutureTask<>(() -> world.recv(Data.of(new byte[1]), other, 9));
          Thread thread = new Thread(waiting);
          thread.setDaemon(true);
          thread.start();
          try (TestArena arena = TestArena.of("ofConfined")) {
            ByteBuffer memory = arena.allocate(bytes);
            for (int i = 0; i < 50; i++) {
              if (world.rank() == 0) {
                memory.put(0, TestMessage.of(i, bytes));
                world.send(memory, 1, 0);
              } else {
                world.recv(memory, 0, 0);
                byte[] received = new byte[bytes];
                memory.get(0, received);
                assertArrayEquals(TestMessage.of(i, bytes), received);
              }
            }
          }
          world.send(Data.of(new byte[1]), other, 9);
          waiting.get(30, TimeUnit.SECONDS);
        });
  }

  @Test
  void aProcessWithoutDescriptorsKeepsItsPeers() throws Exception {
    String limited = "ulimit -n 256; exec \"$0\" \"$@\"";
    List<Jvm> jvms =
        List.of(
            Jvm.under("bash", "-c", limited).withTestLibraries(),
            Jvm.ofBits(64).withTestLibraries());
    try (Ranks ranks = Ranks.start(jvms, DescriptorsRank.class)) {
      ranks.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bound", "close"})
  void unexpectedMessagesUseBoundedMemory(String what) throws Exception {
    Ranks.run(2, UnexpectedRank.class, what);
  }
}
