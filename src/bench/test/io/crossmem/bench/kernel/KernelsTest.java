package io.crossmem.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.message.Communicator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels with ranks that are threads. The results are those of the programs in C. */
class KernelsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double ROUNDING = 1e-9;

  /** What each rank answers. */
  private static List<String> answers(int ranks, Memory.Kind memory, String command)
      throws Exception {
    String name = "kernels-" + UUID.randomUUID();
    ExecutorService threads = Executors.newFixedThreadPool(ranks);
    try {
      List<Future<String>> answers = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        int own = rank;
        answers.add(
            threads.submit(
                () -> {
                  try (Communicator world = Communicator.join(name, own, ranks, PATIENCE)) {
                    return new KernelRank(world, memory).obey(command);
                  }
                }));
      }
      List<String> all = new ArrayList<>();
      for (Future<String> answer : answers) {
        all.add(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private static double value(String answer, String name) {
    return Arrays.stream(answer.split(" "))
        .filter(pair -> pair.startsWith(name + "="))
        .mapToDouble(pair -> Double.parseDouble(pair.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static void assertResult(double expected, int ranks, Memory.Kind memory, String command)
      throws Exception {
    for (String answer : answers(ranks, memory, command)) {
      assertEquals(expected, value(answer, "checksum"), ROUNDING * expected, command);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ring-natural-sendrecv 65536 5, 1",
    "ring-natural-isend 65536 5, 1",
    "ring-random-sendrecv 65536 5, 1",
    "ring-random-isend 65536 5, 1",
    "sort 16384 1, 19940938665",
    "fft 8 1, 968.50652950847802",
    "stencil 8 3, 991.07965023368229",
    "cg 4096 1, 2019.0644275578227"
  })
  void resultIsThatOfTheProgramInCForAnyNumberOfRanks(String command, double expected)
      throws Exception {
    for (int ranks : new int[] {1, 2, 4}) {
      assertResult(expected, ranks, Memory.Kind.DIRECT, command);
    }
    assertResult(expected, 2, Memory.Kind.MESSAGE_BUFFER, command);
  }

  /** Nor on how much of it has been done before. */
  @ParameterizedTest
  @ValueSource(strings = {"sort 16384 ", "cg 4096 "})
  void resultDoesNotDependOnTheIterations(String problem) throws Exception {
    double once = value(answers(2, Memory.Kind.DIRECT, problem + 1).get(0), "checksum");

    assertResult(once, 2, Memory.Kind.DIRECT, problem + 3);
  }

  @Test
  void communicationIsAPartOfTheTime() throws Exception {
    for (String answer : answers(2, Memory.Kind.DIRECT, "fft 16 3")) {
      double communication = value(answer, "communication");

      assertTrue(communication > 0 && communication < value(answer, "nanos"), answer);
    }
  }

  /** As a sort by the JDK has it. */
  @Test
  void sortedKeysAreSorted() throws Exception {
    int[] keys = new int[1 << 12];
    for (int i = 0; i < keys.length; i++) {
      long bits = Numbers.hash(i);
      for (int shift : new int[] {0, 16, 32, 47}) {
        keys[i] += (int) (bits >>> shift & 0x1ffff);
      }
    }
    Arrays.sort(keys);
    long sum = 0;
    for (int i = 0; i < keys.length; i++) {
      sum += (i + 1L) * keys[i];
    }

    assertResult((double) (sum >>> 11), 4, Memory.Kind.DIRECT, "sort 4096 1");
  }

  /** The transform's definition, along each axis. */
  @Test
  void lineIsTransformedAsDefined() {
    int n = 16;
    Fft fft = new Fft(n);
    double[] expected = new double[2 * n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        double angle = -2 * Math.PI * k * i / n;
        expected[2 * k] += Numbers.real(i) * Math.cos(angle);
        expected[2 * k + 1] += Numbers.real(i) * Math.sin(angle);
      }
    }
    for (int i = 0; i < n; i++) {
      fft.re[i] = Numbers.real(i);
    }

    fft.transform();

    for (int k = 0; k < n; k++) {
      assertEquals(expected[2 * k], fft.re[k], 1e-12);
      assertEquals(expected[2 * k + 1], fft.im[k], 1e-12);
    }
  }

  /** With every number of the cube looked up by its place, and no ghosts. */
  @Test
  void stencilIsTheMeanOfNeighboursOnACubeWithoutAnEdge() throws Exception {
    int n = 4;
    double sum = 0;
    for (int z = 0; z < n; z++) {
      for (int y = 0; y < n; y++) {
        for (int x = 0; x < n; x++) {
          double neighbours = 0;
          for (int step : new int[] {1, n - 1}) {
            neighbours += Numbers.real((z * n + y) * n + (x + step) % n);
            neighbours += Numbers.real((z * n + (y + step) % n) * n + x);
            neighbours += Numbers.real(((z + step) % n * n + y) * n + x);
          }
          int place = (z * n + y) * n + x;
          sum += (neighbours + 2 * Numbers.real(place)) / 8 * (1 + place % 7);
        }
      }
    }

    assertResult(sum, 4, Memory.Kind.DIRECT, "stencil 4 1");
  }
}
