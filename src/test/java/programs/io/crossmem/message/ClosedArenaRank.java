package io.crossmem.message;

import io.crossmem.TestArena;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Two ranks; each closes the arena of a message in progress. */
final class ClosedArenaRank {
  private static final int[] SIZES = {100, 5000, 300_000, 16 << 20};

  private final Communicator world;
  private final int other;

  private ClosedArenaRank(Communicator world) {
    this.world = world;
    other = 1 - world.rank();
  }

  /** Arguments: name, rank, size, protocols. */
  public static void main(String... arguments) throws Exception {
    for (String protocol : List.of(arguments).subList(3, arguments.length)) {
      try (Communicator world = Ranks.joinWith(protocol, arguments)) {
        new ClosedArenaRank(world).everySize();
      } catch (Exception | AssertionError e) {
        throw new AssertionError("protocol " + protocol, e);
      }
    }
  }

  private void everySize() throws Exception {
    for (int bytes : SIZES) {
      closedBefore(bytes);
      for (String kind : new String[] {"ofShared", "ofConfined"}) {
        senderCloses(kind, bytes);
        receiverCloses(kind, bytes);
      }
    }
  }

  private void closedBefore(int bytes) throws IOException {
    TestArena arena = TestArena.of("ofShared");
    ByteBuffer memory = arena.allocate(bytes);
    arena.close();
    requireRefused(() -> world.send(memory, other, 0));
    requireRefused(() -> world.isend(memory, other, 0));
    requireRefused(() -> world.recv(memory, other, 0));
    requireRefused(() -> world.irecv(memory, other, 0));
    requireWorks();
  }

  /** The calls that fail at once. */
  private interface Call {
    void run() throws IOException;
  }

  private static void requireRefused(Call call) throws IOException {
    try {
      call.run();
    } catch (IllegalStateException e) {
      return;
    }
    throw new AssertionError("memory that was freed was taken");
  }

  private void senderCloses(String kind, int bytes) throws Exception {
    if (world.rank() == 0) {
      TestArena arena = TestArena.of(kind);
      ByteBuffer memory = arena.allocate(bytes);
      memory.put(0, TestMessage.of(bytes, bytes));
      Request send = start(() -> world.isend(memory, 1, 1));
      if (send == null) { // not with this memory: that is a way to be safe too
        world.send(Data.of(TestMessage.of(bytes, bytes)), 1, 1);
        arena.close();
      } else {
        closeIfPossible(arena);
        await(send);
        closeIfPossible(arena);
      }
    } else {
      Thread.sleep(5);
      byte[] into = new byte[bytes];
      if (await(world.irecv(Data.of(into), 0, 1))) {
        check(Arrays.equals(TestMessage.of(bytes, bytes), into), "wrong bytes");
      }
    }
    requireWorks();
  }

  private void receiverCloses(String kind, int bytes) throws Exception {
    if (world.rank() == 0) {
      TestArena arena = TestArena.of(kind);
      ByteBuffer memory = arena.allocate(bytes);
      Request receive = start(() -> world.irecv(memory, 1, 2));
      if (receive == null) {
        world.send(Data.of(new byte[1]), 1, 3);
        world.recv(Data.of(new byte[bytes]), 1, 2);
        arena.close();
      } else {
        closeIfPossible(arena);
        world.send(Data.of(new byte[1]), 1, 3);
        await(receive);
        closeIfPossible(arena);
      }
    } else {
      world.recv(Data.of(new byte[1]), 0, 3);
      await(world.isend(Data.of(TestMessage.of(1, bytes)), 0, 2));
    }
    requireWorks();
  }

  /** The calls that start a request. */
  private interface Start {
    Request run() throws IOException;
  }

  /** Null if the call refuses this memory, since a request would use it after the call. */
  private static Request start(Start start) throws IOException {
    try {
      return start.run();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return null;
    }
  }

  private static void closeIfPossible(TestArena arena) {
    try {
      arena.close();
    } catch (IllegalStateException e) {
      // it is in use, or closed already
    }
  }

  /** Whether the message arrived. */
  private static boolean await(Request request) throws IOException {
    try {
      request.await();
      return true;
    } catch (PeerFailedException e) {
      throw e;
    } catch (IllegalStateException | MessageException e) {
      return false;
    }
  }

  private void requireWorks() throws IOException {
    for (int bytes : SIZES) {
      byte[] into = new byte[bytes];
      world.sendRecv(
          Data.of(TestMessage.of(world.rank(), bytes)), other, 99, Data.of(into), other, 99);
      check(Arrays.equals(TestMessage.of(other, bytes), into), "wrong bytes afterwards");
    }
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
