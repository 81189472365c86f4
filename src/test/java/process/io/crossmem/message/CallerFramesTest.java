package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** The stack trace of an exception contains the call of the user that failed. */
@Timeout(60)
class CallerFramesTest {
  private static void requireFramesOfCaller(Class<? extends Throwable> type, Executable call) {
    Throwable e = assertThrows(type, () -> calledByUser(call));
    assertTrue(
        Arrays.stream(e.getStackTrace()).anyMatch(f -> f.getMethodName().equals("calledByUser")),
        () -> e + " has " + Arrays.toString(e.getStackTrace()));
  }

  private static void calledByUser(Executable call) throws Throwable {
    call.execute();
  }

  @Test
  void aFailedJoinHasThem() {
    requireFramesOfCaller(
        MessageException.class,
        () -> Communicator.join("frames-" + UUID.randomUUID(), 0, 2, Duration.ofMillis(50)));
  }

  @Test
  void aFailedCallHasThem() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            return; // leaves
          }
          Request request = world.irecv(Data.of(new byte[8]), 0, 1);
          requireFramesOfCaller(
              PeerFailedException.class, () -> world.recv(Data.of(new byte[8]), 0, 1));
          requireFramesOfCaller(PeerFailedException.class, request::await);
          requireFramesOfCaller(PeerFailedException.class, () -> request.await(Duration.ZERO));
          requireFramesOfCaller(PeerFailedException.class, world::barrier);
          requireFramesOfCaller(
              PeerFailedException.class,
              () -> world.allreduce(Data.of(1), Data.of(new int[1]), Op.SUM));
          requireFramesOfCaller(PeerFailedException.class, () -> world.probe(0, 1));
        });
  }

  /** Another thread found the failure while it moved messages. */
  @Test
  void aRequestThatAnotherThreadHasEndedHasThem() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request request = world.irecv(Data.of(new byte[4]), 0, 1);
      Thread other = new Thread(() -> send(world));
      other.start();
      other.join();
      requireFramesOfCaller(TruncationException.class, request::await);
    }
  }

  private static void send(Communicator world) {
    try {
      world.send(Data.of(new byte[5]), 0, 1);
      world.iprobe(0, 2);
    } catch (MessageException e) {
      throw new AssertionError(e);
    }
  }
}
