package io.crossmem.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Rank 0 sends much data that rank 1 receives late or never. */
final class UnexpectedRank {
  private static final int BYTES = 4000;
  private static final long MIB = 1 << 20;
  private static final long ALL = 160 * MIB;
  private static final int MESSAGES = (int) (ALL / BYTES);
  private static final long BOUND = 8 * MIB;
  private static final long SLACK = 64 * MIB; // what the JVM itself allocates meanwhile

  private UnexpectedRank() {}

  /** Arguments: name, rank, size, bound or close. */
  public static void main(String... arguments) throws IOException {
    boolean bound = "bound".equals(arguments[3]);
    System.setProperty("crossmem.unexpected", Long.toString(bound ? BOUND : 2 * ALL));
    try (Communicator world = Ranks.join(arguments)) {
      Communicator copy = world.duplicate();
      if (world.rank() == 0) {
        send(world, copy);
      } else if (bound) {
        receiveLate(world, copy);
      } else {
        closeInstead(world, copy);
      }
      world.barrier();
      copy.close();
    }
  }

  private static void send(Communicator world, Communicator copy) throws IOException {
    Request[] sends = new Request[MESSAGES];
    byte[][] messages = new byte[7][];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = TestMessage.of(i, BYTES);
    }
    for (int i = 0; i < MESSAGES; i++) {
      sends[i] = copy.isend(Data.of(messages[i % messages.length]), 1, 0);
    }
    world.send(Data.of(new byte[1]), 1, 1);
    for (Request send : sends) {
      try {
        send.await();
      } catch (MessageException e) {
        if (!e.getMessage().contains("closed")) {
          throw e;
        }
      }
    }
  }

  private static void receiveLate(Communicator world, Communicator copy) throws IOException {
    long before = resident();
    world.recv(Data.of(new byte[1]), 0, 1);
    long more = resident() - before;
    check(more < BOUND + SLACK, more / MIB + " MiB were taken in, the bound is " + BOUND / MIB);
    byte[] into = new byte[BYTES];
    for (int i = 0; i < MESSAGES; i++) {
      copy.recv(Data.of(into), 0, 0);
      check(Arrays.equals(TestMessage.of(i % 7, BYTES), into), "message " + i + " is wrong");
    }
  }

  private static void closeInstead(Communicator world, Communicator copy) throws IOException {
    long before = resident();
    world.recv(Data.of(new byte[1]), 0, 1);
    long more = resident() - before;
    check(more > ALL / 2, "only " + more / MIB + " MiB were taken in: the test is not one");
    copy.close();
    long kept = resident() - before;
    check(kept < SLACK, kept / MIB + " MiB are kept of a communicator that is closed");
  }

  private static long resident() throws IOException {
    return Files.readString(Path.of("/proc/self/status"))
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        * 1024;
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
