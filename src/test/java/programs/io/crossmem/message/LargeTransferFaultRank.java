package io.crossmem.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * One of two ranks, of which one sends large messages to the other until something happens in the
 * middle of one. Writes into a file of its own how each operation ends, since a launcher may lose
 * what is printed.
 */
final class LargeTransferFaultRank {
  private static final int BYTES = 256 << 20;
  private static final int WHOLE = 3; // messages that arrive
  private static final int TAG = 1;

  private final Communicator world;
  private final String fault;
  private final Endings endings;
  private final ByteBuffer memory;

  private LargeTransferFaultRank(Communicator world, String fault, Path folder, ByteBuffer memory) {
    this.world = world;
    this.fault = fault;
    this.memory = memory;
    endings = new Endings(folder, world.rank());
  }

  /**
   * Arguments: three that Ranks adds; "sender" or "receiver", which is killed then, or "cut"; a
   * folder.
   */
  public static void main(String[] arguments) throws Exception {
    try (Communicator world = Ranks.join(arguments);
        MessageBuffer buffer = MessageBuffer.allocate(BYTES)) {
      new LargeTransferFaultRank(world, arguments[3], Path.of(arguments[4]), buffer.buffer()).run();
    }
    System.exit(NodeFaultRank.STATUS);
  }

  private void run() throws IOException {
    for (int i = 0; i < WHOLE; i++) {
      endings.begin();
      transfer();
    }
    long half = endings.nanos() / 2; // of a message
    endings.begin();
    start(() -> bring(half));
    endings.record("transfer", this::transfers);
    endings.record("transfer after that", this::transfer);
    endings.record("barrier", world::barrier);
  }

  /** The first one may be over before it happens. */
  private void transfers() throws IOException {
    while (true) {
      transfer();
    }
  }

  private void transfer() throws IOException {
    if (world.rank() == 0) {
      world.send(memory, 1, TAG);
    } else {
      world.recv(memory, 0, TAG);
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void start(Action action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void bring(long nanos) throws Exception {
    TimeUnit.NANOSECONDS.sleep(nanos);
    String killed = "kill -9 " + ProcessHandle.current().pid();
    switch (fault) {
      case "sender" -> byRank(0, killed);
      case "receiver" -> byRank(1, killed);
      case "cut" -> byRank(0, "ip link set v0 down");
      default -> throw new IllegalArgumentException(fault);
    }
  }

  private void byRank(int rank, String command) throws IOException {
    if (rank == world.rank()) {
      new ProcessBuilder("sh", "-c", command).inheritIO().start();
    }
  }
}
