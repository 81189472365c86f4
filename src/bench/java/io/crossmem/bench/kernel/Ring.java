package io.crossmem.bench.kernel;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageException;
import io.crossmem.message.Request;
import java.nio.ByteBuffer;

/**
 * Ring bandwidth like b_eff of the HPC Challenge: each rank sends a message to its left and one to
 * its right neighbour, and receives one from each. In natural order the neighbours are the previous
 * and the next rank; in random order each iteration has a different ring. n: bytes of a message.
 */
final class Ring implements Kernel {
  private static final int TO_LEFT = 0;
  private static final int TO_RIGHT = 1;

  private final int n;
  private final boolean random;
  private final boolean nonBlocking;
  private final Communicator world;
  private final Stopwatch communication;
  private final Memory[] out = new Memory[2]; // by direction
  private final Memory[] in = new Memory[2];
  private final Data[] send = new Data[2];
  private final Data[] receive = new Data[2];
  private final Request[] requests = new Request[4];
  private final int[] ring;
  private long iterations;
  private int left;
  private int right;
  private long wrong;

  Ring(
      int n,
      boolean random,
      boolean nonBlocking,
      Memory.Kind memory,
      Communicator world,
      Stopwatch communication) {
    this.n = n;
    this.random = random;
    this.nonBlocking = nonBlocking;
    this.world = world;
    this.communication = communication;
    ring = new int[world.size()];
    for (int to = 0; to < 2; to++) {
      out[to] = memory.allocate(DataType.BYTE, n);
      in[to] = memory.allocate(DataType.BYTE, n);
      send[to] = out[to].data();
      receive[to] = in[to].data();
    }
  }

  @Override
  public void reset() {
    iterations = 0;
    wrong = 0;
    for (int to = 0; to < 2; to++) {
      for (int at = 0; at < n; at += Long.BYTES) {
        out[to].bytes().putLong(at, word(world.rank(), to, at));
        in[to].bytes().putLong(at, -1);
      }
    }
  }

  private static long word(int rank, int to, int at) {
    return Numbers.hash(2L * rank + to) + at;
  }

  @Override
  public void iterate() throws MessageException {
    findNeighbours();
    stamp();
    communication.start();
    if (nonBlocking) {
      exchange();
    } else {
      world.sendRecv(send[TO_LEFT], left, TO_LEFT, receive[TO_LEFT], right, TO_LEFT);
      world.sendRecv(send[TO_RIGHT], right, TO_RIGHT, receive[TO_RIGHT], left, TO_RIGHT);
    }
    communication.stop();
    checkStamps();
    iterations++;
  }

  private void exchange() throws MessageException {
    requests[0] = world.irecv(receive[TO_LEFT], right, TO_LEFT);
    requests[1] = world.irecv(receive[TO_RIGHT], left, TO_RIGHT);
    requests[2] = world.isend(send[TO_LEFT], left, TO_LEFT);
    requests[3] = world.isend(send[TO_RIGHT], right, TO_RIGHT);
    Request.awaitAll(requests);
  }

  /** The ring is the same in all ranks, as a permutation of them. */
  private void findNeighbours() {
    int size = ring.length;
    for (int i = 0; i < size; i++) {
      ring[i] = i;
    }
    for (int i = size - 1; random && i > 0; i--) {
      int other = (int) Long.remainderUnsigned(Numbers.hash(iterations * size + i), i + 1);
      int moved = ring[i];
      ring[i] = ring[other];
      ring[other] = moved;
    }
    for (int i = 0; i < size; i++) {
      if (ring[i] == world.rank()) {
        left = ring[(i + size - 1) % size];
        right = ring[(i + 1) % size];
      }
    }
  }

  /** The first and the last word identify the iteration of a message. */
  private void stamp() {
    for (int to = 0; to < 2; to++) {
      out[to].bytes().putLong(0, word(world.rank(), to, 0) ^ iterations);
      out[to].bytes().putLong(n - Long.BYTES, word(world.rank(), to, n - Long.BYTES) ^ iterations);
    }
  }

  private void checkStamps() {
    for (int to = 0; to < 2; to++) {
      int source = to == TO_LEFT ? right : left;
      ByteBuffer bytes = in[to].bytes();
      if (bytes.getLong(0) != (word(source, to, 0) ^ iterations)
          || bytes.getLong(n - Long.BYTES) != (word(source, to, n - Long.BYTES) ^ iterations)) {
        wrong++;
      }
    }
  }

  /** 1 if all is correct; checks every word of the last messages. */
  @Override
  public double checksum() throws MessageException {
    for (int to = 0; to < 2; to++) {
      int source = to == TO_LEFT ? right : left;
      for (int at = Long.BYTES; at < n - Long.BYTES; at += Long.BYTES) {
        if (in[to].bytes().getLong(at) != word(source, to, at)) {
          wrong++;
        }
      }
    }
    return 1 + Numbers.sum(world, (double) wrong);
  }
}
