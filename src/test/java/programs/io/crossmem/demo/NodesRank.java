package io.crossmem.demo;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.Op;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One of several ranks on two hosts: they send buffers around and add up numbers, and check both.
 */
public final class NodesRank {
  private static final int ROUNDS = 2000;
  private static final int HOST_BYTES = 64;
  private static final int[] SIZES = {8, 64 << 10, 1 << 20};

  private final Communicator world;
  private final int rank;
  private final int size;

  private NodesRank(Communicator world) {
    this.world = world;
    this.rank = world.rank();
    this.size = world.size();
  }

  /** The launcher says which rank this is. */
  public static void main(String[] arguments) throws Exception {
    try (Communicator world = Communicator.fromEnvironment()) {
      new NodesRank(world).run();
    }
  }

  private void run() throws Exception {
    byte[] host = new byte[HOST_BYTES];
    byte[] name =
        Files.readString(Path.of("/proc/sys/kernel/hostname"))
            .strip()
            .getBytes(StandardCharsets.UTF_8);
    System.arraycopy(name, 0, host, 0, Math.min(name.length, HOST_BYTES));
    byte[] hosts = new byte[HOST_BYTES * size];
    world.gather(Data.of(host), Data.of(hosts), 0);
    for (int other = 0; rank == 0 && other < size; other++) {
      String of = new String(hosts, other * HOST_BYTES, HOST_BYTES, StandardCharsets.UTF_8);
      System.out.println("rank " + other + " is on " + of.replace("\0", ""));
    }
    for (int bytes : SIZES) {
      sendAround(bytes);
    }
    addUp();
    if (rank == 0) {
      System.out.println("all bytes and sums are right");
    }
  }

  /** Each sends to the next; between the last and the first of a host, that is on the other. */
  private void sendAround(int bytes) throws Exception {
    ByteBuffer mine = ByteBuffer.allocateDirect(bytes);
    ByteBuffer received = ByteBuffer.allocateDirect(bytes);
    int next = (rank + 1) % size;
    int previous = (rank + size - 1) % size;
    int rounds = Math.max(20, ROUNDS / (1 + bytes / 4096));
    long began = 0;
    for (int round = -rounds; round < rounds; round++) { // first it warms up
      began = round == 0 ? System.nanoTime() : began;
      mine.put(0, (byte) (rank + round)).put(bytes - 1, (byte) (rank - round));
      world.sendRecv(Data.of(mine), next, 0, Data.of(received), previous, 0);
      if (received.get(0) != (byte) (previous + round)
          || received.get(bytes - 1) != (byte) (previous - round)) {
        throw new AssertionError("wrong bytes from rank " + previous);
      }
    }
    say(String.format(Locale.ROOT, "%d bytes to the next rank", bytes), began, rounds);
  }

  private void addUp() throws Exception {
    long[] sum = new long[1];
    long began = 0;
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      began = round == 0 ? System.nanoTime() : began;
      world.allreduce(Data.of(new long[] {rank + round}), Data.of(sum), Op.SUM);
      if (sum[0] != size * (size - 1) / 2 + (long) size * round) {
        throw new AssertionError("wrong sum " + sum[0]);
      }
    }
    say("the sum of a number of each rank", began, ROUNDS);
  }

  private void say(String what, long began, int rounds) {
    if (rank == 0) {
      double us = (System.nanoTime() - began) / 1e3 / rounds;
      System.out.printf(Locale.ROOT, "%-34s %8.1f us%n", what, us);
    }
  }
}
