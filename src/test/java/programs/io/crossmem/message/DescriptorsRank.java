package io.crossmem.message;

import io.crossmem.Descriptors;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Two ranks exchange messages while rank 0 has no file descriptor left. */
final class DescriptorsRank {
  private static final long TIME_NS = 1_500_000_000; // several checks that the peer is alive
  private static final int SPARE = 40; // to join

  private DescriptorsRank() {}

  public static void main(String... arguments) throws IOException, InterruptedException {
    boolean first = "0".equals(arguments[1]);
    List<Closeable> taken = new ArrayList<>();
    if (first) {
      Descriptors.takeAll(taken);
      for (int i = 0; i < SPARE; i++) {
        taken.remove(taken.size() - 1).close();
      }
    }
    try (Communicator world = Ranks.join(arguments)) {
      if (first) {
        Descriptors.takeAll(taken);
        System.out.println(taken.size() + " descriptors taken");
      }
      long end = System.nanoTime() + TIME_NS;
      byte[] goOn = {1};
      while (goOn[0] == 1) {
        if (first) {
          goOn[0] = (byte) (System.nanoTime() - end < 0 ? 1 : 0);
          world.send(Data.of(goOn), 1, 0);
        } else {
          world.recv(Data.of(goOn), 0, 0);
        }
        world.barrier();
      }
      for (Closeable one : taken) {
        one.close();
      }
      world.barrier();
    }
  }
}
