package io.crossmem.demo;

import io.crossmem.message.Communicator;
import io.crossmem.message.Op;
import io.crossmem.message.PeerFailedException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** Four JVMs add up what each of them has, so that all have the sums; each runs this. */
final class FourRanks {
  private static final List<Integer> SIZES = List.of(8, 4 << 10, 64 << 10, 1 << 20, 16 << 20);
  private static final int ROUNDS_BYTES = 16 << 20; // for one cell of the table
  private static final int MIN_ROUNDS = 3;
  private static final int MAX_ROUNDS = 100;

  private final Communicator communicator;
  private final Table table = new Table(System.out, "size");
  private long rounds;
  private long sums;

  private FourRanks(Communicator communicator) {
    this.communicator = communicator;
  }

  /**
   * Started by {@link Ranks}. Exits with 1 if one sum, or anything else, is not as it should be.
   */
  public static void main(String[] arguments) {
    Ranks.endWithParent();
    try (Communicator communicator = Communicator.fromEnvironment()) {
      new FourRanks(communicator).run();
    } catch (PeerFailedException e) {
      System.exit(1); // the demo says which rank it was
    } catch (IOException | IllegalStateException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }

  private boolean speaks() {
    return communicator.rank() == 0;
  }

  private void run() throws IOException {
    if (speaks()) {
      System.out.printf(
          Locale.ROOT,
          "allreduce: the sums of doubles of %d processes, median times%n",
          communicator.size());
      table.printNames(List.of("double[]", "MessageBuffer"));
      table.printUnits(2);
    }
    for (int size : SIZES) {
      int count = size / Double.BYTES;
      Measurement array = measure(size, Doubles.inArray(count), Doubles.inArray(count));
      Measurement buffer =
          measure(size, Doubles.inMessageBuffer(count), Doubles.inMessageBuffer(count));
      if (speaks()) {
        table.printRowHead(Table.bytes(size));
        table.printCell(array);
        table.printCell(buffer);
        table.endRow();
      }
    }
    if (speaks()) {
      System.out.printf(Locale.ROOT, "all %,d sums verified by each of them%n", sums);
    }
  }

  private Measurement measure(int size, Doubles send, Doubles recv) throws IOException {
    LongStream.Builder nanos = LongStream.builder();
    int times = Math.max(MIN_ROUNDS, Math.min(MAX_ROUNDS, ROUNDS_BYTES / size));
    for (int i = 0; i < times; i++) {
      long seed = ++rounds * communicator.size();
      send.fill(seed + communicator.rank());
      recv.poison();
      communicator.barrier();
      long before = System.nanoTime();
      communicator.allreduce(send.data(), recv.data(), Op.SUM);
      nanos.add(System.nanoTime() - before);
      recv.checkSums(seed, communicator.size());
      sums += recv.count();
    }
    return Measurement.of(size, nanos.build());
  }
}
