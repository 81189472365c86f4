package io.crossmem.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RanksInOneJvmTest {
  private static final int RANKS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private interface Body<T> {
    T run(Communicator world) throws Exception;
  }

  // Runs the body once for each rank, in a thread of its own; the results are in the order of
  // ranks.
  private static <T> List<T> onRanks(int size, Body<T> body) throws Exception {
    String name = "test-" + UUID.randomUUID(); // two tests may run at the same time
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        int rank = i;
        running.add(
            threads.submit(
                () -> {
                  try (Communicator world = Communicator.join(name, rank, size, PATIENCE)) {
                    return body.run(world);
                  }
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get(60, TimeUnit.SECONDS)); // a rank that hangs fails the test
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void allRanksGetTheSum() throws Exception {
    List<Double> sums =
        onRanks(
            RANKS,
            world -> {
              double[] sum = new double[1];
              world.allreduce(Data.of((double) world.rank()), Data.of(sum), Op.SUM);
              return sum[0];
            });
    assertEquals(List.of(6.0, 6.0, 6.0, 6.0), sums);
  }
}
