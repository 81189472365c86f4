package io.crossmem.demo;

import io.crossmem.AccessReport;
import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Two JVMs on one machine: one owns buffers, this one reads and writes them by a single copy, and
 * reads them through a socket for comparison. Then others send messages to each other. {@code
 * scripts/demo} runs it.
 */
final class Demo {
  private static final List<Integer> SIZES =
      List.of(1, 64, 4 << 10, 64 << 10, 1 << 20, 16 << 20, Layout.MAX_SIZE);

  private final Table table = new Table(System.out, "size", "spans");
  private long transfers;
  private long bytes;

  private Demo() {}

  /** Exits with 1 if a byte is wrong or anything else fails. */
  public static void main(String[] arguments) {
    try {
      new Demo().run();
      Ranks.run(TwoRanks.class, 2);
      Ranks.run(FourRanks.class, 4);
    } catch (IOException | UnsupportedOperationException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }

  private void run() throws IOException {
    if (!ProcessMemory.isSupported()) {
      throw new UnsupportedOperationException(ProcessMemory.unsupportedReason().get());
    }
    try (OwnerProcess owner = new OwnerProcess()) {
      long address = Long.parseUnsignedLong(owner.answer(), 16);
      AccessReport access = ProcessMemory.diagnose(owner.pid());
      if (!access.isAllowed()) {
        throw new IOException(access.toString());
      }
      printProcesses(owner);
      Region local = new Region();
      try (ProcessMemory memory = ProcessMemory.open(owner.pid());
          SocketTransfer socket = SocketTransfer.connect(owner, local)) {
        fillTable(new Taker(owner, local), ways(new SingleCopy(memory, address, local), socket));
      }
    }
    System.out.printf(
        Locale.ROOT, "all %,d transfers verified, %,d bytes compared%n", transfers, bytes);
  }

  private static void printProcesses(OwnerProcess owner) {
    System.out.printf(
        Locale.ROOT,
        "process %d owns the buffers, process %d copies; Java %d, %d CPUs%n",
        owner.pid(),
        ProcessHandle.current().pid(),
        Runtime.version().feature(),
        Runtime.getRuntime().availableProcessors());
    System.out.println("median times; for the socket from sending the request to the last byte");
  }

  private static List<Way> ways(SingleCopy copy, SocketTransfer socket) {
    return List.of(
        new Way("read", false, copy::read),
        new Way("write", true, copy::write),
        new Way("read vectored", false, copy::readVectored),
        new Way("write vectored", true, copy::writeVectored),
        new Way("socket", false, socket::read));
  }

  /** Warms up until no way gets faster. */
  private static WarmUp warmUp(Taker taker, List<Way> ways) throws IOException {
    long[] nanos = new long[ways.size() * WarmUp.SIZES.length];
    WarmUp warmUp = new WarmUp(nanos.length);
    do {
      int turn = 0;
      for (int size : WarmUp.SIZES) {
        for (Way way : ways) {
          nanos[turn++] = taker.measure(way, Layout.of(size), WarmUp.TURN_NANOS).medianNanos();
        }
      }
    } while (warmUp.goesOn(nanos));
    return warmUp;
  }

  private void fillTable(Taker taker, List<Way> ways) throws IOException {
    System.out.println(warmUp(taker, ways));
    table.printNames(ways.stream().map(Way::name).toList());
    table.printUnits(ways.size());
    for (int size : SIZES) {
      Layout layout = Layout.of(size);
      table.printRowHead(Table.bytes(size), SingleCopy.spans(layout));
      for (Way way : ways) {
        fillCell(taker, way, layout);
      }
      table.endRow();
    }
  }

  private void fillCell(Taker taker, Way way, Layout layout) throws IOException {
    try {
      Measurement cell = taker.measure(way, layout);
      table.printCell(cell);
      transfers += cell.transfers();
      bytes += cell.bytes();
    } catch (IOException e) {
      table.endRow();
      String what = way.name() + " of " + Table.bytes(layout.size());
      throw new IOException(what + ": " + e.getMessage(), e);
    }
  }
}
