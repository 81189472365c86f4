package io.crossmem.message;

import io.crossmem.Held;
import java.io.IOException;

/**
 * Rank 1 receives out of memory of rank 0's that is made and closed again and again, and counts
 * what is mapped of it; then rank 0 dies.
 */
final class MappingsRank {
  private static final int ROUNDS = 200;
  private static final int BYTES = 3 << 20;
  private static final String MEMORY = "/memfd:crossmem";

  private MappingsRank() {}

  /** Arguments: name, rank, size. */
  public static void main(String... arguments) throws Exception {
    try (Communicator world = Ranks.join(arguments)) {
      if (world.rank() == 0) {
        send(world);
        world.barrier();
        MessageBuffer last = MessageBuffer.allocate(BYTES);
        world.send(Data.of(last), 1, 0);
        world.recv(Data.of(new byte[1]), 1, 0); // it has mapped that
        Runtime.getRuntime().halt(0); // as a kill does
      }
      receive(world);
      world.barrier();
      require(mapped() <= 2, mapped() + " mappings of memory that is closed");
      try (MessageBuffer into = MessageBuffer.allocate(BYTES)) {
        world.recv(Data.of(into), 0, 0);
        require(mapped() >= 2, "the memory was not mapped");
        world.send(Data.of(new byte[1]), 0, 0);
        awaitDeath(world);
        require(mapped() == 1, "only its own is mapped, not " + mapped());
      }
      require(mapped() == 0, mapped() + " mappings are left");
    }
    require(descriptors() == 0, descriptors() + " descriptors are left");
  }

  private static void send(Communicator world) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      try (MessageBuffer memory = MessageBuffer.allocate(BYTES)) {
        memory.buffer().putInt(BYTES - 4, i);
        world.send(Data.of(memory), 1, 0);
      }
    }
    require(descriptors() == 0, descriptors() + " descriptors are left");
  }

  private static void receive(Communicator world) throws IOException {
    try (MessageBuffer into = MessageBuffer.allocate(BYTES)) {
      for (int i = 0; i < ROUNDS; i++) {
        world.recv(Data.of(into), 0, 0);
        require(into.buffer().getInt(BYTES - 4) == i, "wrong bytes in message " + i);
      }
    }
  }

  private static void awaitDeath(Communicator world) throws IOException {
    try {
      world.recv(Data.of(new byte[1]), 0, 0);
    } catch (PeerFailedException e) {
      return;
    }
    throw new AssertionError("it lives");
  }

  private static long mapped() throws IOException {
    return Held.mappings(MEMORY);
  }

  private static long descriptors() throws IOException {
    return Held.descriptors(MEMORY).size();
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
