package io.crossmem.message;

import java.util.concurrent.TimeUnit;

/**
 * Two ranks that wait for each other, so long that they say so, and that a test then ends.
 * Arguments after those of {@link Ranks#join}: {@code both} to have both send first; {@code slow}
 * to have one send, and the other do something else; {@code receive} to have one receive, of
 * another tag than was sent.
 */
final class StuckRank {
  private static final int BYTES = 64 << 20;

  private StuckRank() {}

  public static void main(String[] args) throws Exception {
    Communicator world = Ranks.join(args);
    int other = 1 - world.rank();
    boolean isFirst = world.rank() == 0;
    switch (args[3]) {
      case "both" -> {
        Request send = world.isend(Data.of(new byte[BYTES]), other, 7);
        world.probe(other, 7); // so that both have sent before either has waited for long
        send.await();
      }
      case "slow" -> {
        if (isFirst) {
          world.send(Data.of(new byte[BYTES]), other, 7);
        }
      }
      default -> {
        if (isFirst) {
          world.probe(other, 2);
          world.recv(Data.of(new byte[8]), other, 1);
        } else {
          world.send(Data.of(new byte[8]), other, 2);
        }
      }
    }
    TimeUnit.DAYS.sleep(1);
    world.close();
  }
}
