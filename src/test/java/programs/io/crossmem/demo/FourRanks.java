package io.crossmem.demo;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.Op;
import io.crossmem.message.PeerFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** Four JVMs add up their numbers, so that all have the sums; each JVM runs this. */
final class FourRanks {
  private static final List<Integer> SIZES = List.of(8, 4 << 10, 64 << 10, 1 << 20, 16 << 20);
  private static final int ROUNDS_BYTES = 16 << 20; // for one cell of the table
  private static final int MIN_ROUNDS = 3;
  private static final int MAX_ROUNDS = 100;
  private static final int WARM_UP_ROUNDS = 20; // of each kind of sum in a turn

  private final Communicator communicator;
  private final Table table = new Table(System.out, "size");
  private long rounds;
  private long sums;

  private FourRanks(Communicator communicator) {
    this.communicator = communicator;
  }

  /** Started by {@link Ranks}. Exits with 1 if a sum is wrong or anything else fails. */
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
    }
    warmUp();
    if (speaks()) {
      table.printNames(List.of("double[]", "MessageBuffer"));
      table.printUnits(2);
    }
    for (int size : SIZES) {
      Measurement array = measure(Sum.ofArrays(size), MAX_ROUNDS);
      Measurement buffer = measure(Sum.ofMessageBuffers(size), MAX_ROUNDS);
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

  /** The operands and the results. */
  private record Sum(int size, Doubles send, Doubles recv) {
    static Sum ofArrays(int size) {
      int count = size / Double.BYTES;
      return new Sum(size, Doubles.inArray(count), Doubles.inArray(count));
    }

    static Sum ofMessageBuffers(int size) {
      int count = size / Double.BYTES;
      return new Sum(size, Doubles.inMessageBuffer(count), Doubles.inMessageBuffer(count));
    }
  }

  /** Warms up until sums get no faster; rank 0 decides for all. */
  private void warmUp() throws IOException {
    List<Sum> all = new ArrayList<>();
    for (int size : WarmUp.SIZES) {
      all.add(Sum.ofArrays(size));
      all.add(Sum.ofMessageBuffers(size));
    }
    long[] nanos = new long[all.size()];
    WarmUp warmUp = new WarmUp(nanos.length);
    int[] goesOn = {1};
    while (goesOn[0] == 1) {
      for (int i = 0; i < nanos.length; i++) {
        nanos[i] = measure(all.get(i), WARM_UP_ROUNDS).medianNanos();
      }
      goesOn[0] = warmUp.goesOn(nanos) ? 1 : 0;
      communicator.broadcast(Data.of(goesOn), 0);
    }
    if (speaks()) {
      System.out.println(warmUp);
    }
  }

  private Measurement measure(Sum sum, int mostRounds) throws IOException {
    Doubles send = sum.send;
    Doubles recv = sum.recv;
    LongStream.Builder nanos = LongStream.builder();
    int times = Math.max(MIN_ROUNDS, Math.min(mostRounds, ROUNDS_BYTES / sum.size));
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
    return Measurement.of(sum.size, nanos.build());
  }
}
