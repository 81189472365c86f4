package io.crossmem.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Two ranks; one closes one of two communicators while messages are in progress in it. */
final class ClosingRank {
  private static final int LARGE = 8 << 20;

  private final Communicator world;
  private final int rank;
  private final boolean maps;
  private final byte[] mine;
  private final byte[] theirs;

  private ClosingRank(Communicator world, boolean maps) {
    this.world = world;
    this.rank = world.rank();
    this.maps = maps;
    mine = TestMessage.of(rank, LARGE);
    theirs = TestMessage.of(1 - rank, LARGE);
  }

  /** Memory that the other rank can map, where that is the protocol. */
  private Data memory() {
    return maps
        ? Data.of(MessageBuffer.allocate(LARGE))
        : Data.of(ByteBuffer.allocateDirect(LARGE));
  }

  /** Arguments: name, rank, size, protocols. */
  public static void main(String... arguments) throws Exception {
    for (String protocol : List.of(arguments).subList(3, arguments.length)) {
      try (Communicator world = Ranks.joinWith(protocol, arguments)) {
        new ClosingRank(world, protocol.equals("mapped")).everyOrder();
        world.barrier();
      } catch (Exception | AssertionError e) {
        throw new AssertionError("protocol " + protocol, e);
      }
    }
  }

  private void everyOrder() throws Exception {
    for (int i = 0; i < 20; i++) { // more often than there are claims
      senderCloses(true);
      senderCloses(false);
      receiverCloses(true);
      receiverCloses(false);
    }
  }

  /**
   * @param early whether before the receive is posted
   */
  private void senderCloses(boolean early) throws IOException {
    Communicator copy = world.duplicate();
    if (rank == 0) {
      Request send = copy.isend(memory(), 1, 0);
      if (early) {
        copy.close();
        world.barrier();
      } else {
        world.barrier();
        send.test();
        copy.close();
      }
      requireOver(send);
    } else {
      if (early) {
        world.barrier();
      }
      Request receive = copy.irecv(memory(), 0, 0);
      if (!early) {
        world.barrier();
      }
      requireOver(receive);
      copy.close();
    }
    echo();
  }

  /**
   * The contents of its buffer must then not change.
   *
   * @param late whether the sender makes progress only after the close
   */
  private void receiverCloses(boolean late) throws Exception {
    Communicator copy = world.duplicate();
    if (rank == 0) {
      Request send = copy.isend(memory(), 1, 0);
      world.barrier();
      if (late) {
        Thread.sleep(20);
      }
      requireOver(send);
      world.barrier();
      copy.close();
    } else {
      world.barrier();
      MessageBuffer memory = MessageBuffer.allocate(LARGE);
      ByteBuffer into = memory.buffer();
      Request receive = copy.irecv(Data.of(memory), 0, 0);
      copy.close();
      into.put(0, mine);
      requireOver(receive);
      world.barrier();
      byte[] found = new byte[LARGE];
      into.get(0, found);
      check(Arrays.equals(mine, found), "the sender wrote into a buffer that is not its any more");
    }
    echo();
  }

  /** The request is complete, or has failed because of the close. */
  private static void requireOver(Request request) throws IOException {
    try {
      request.await();
    } catch (PeerFailedException e) {
      throw new AssertionError("nobody has left", e);
    } catch (MessageException e) {
      if (!e.getMessage().contains("closed")) {
        throw e;
      }
    }
  }

  private void echo() throws IOException {
    byte[] into = new byte[LARGE];
    world.sendRecv(Data.of(mine), 1 - rank, 0, Data.of(into), 1 - rank, 0);
    check(Arrays.equals(into, theirs), "wrong bytes");
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
