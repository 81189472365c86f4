package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;
import java.util.Arrays;

/** Each rank sends a part of its data to every rank, by pairwise exchange. */
public final class Alltoall {
  private final CollectiveContext context;

  public Alltoall(CollectiveContext context) {
    this.context = context;
  }

  /**
   * In each round a rank sends to one rank and receives from one rank, at the same time.
   *
   * <p>No deadlock: the i-th receive of a rank matches the i-th send of another. A rank that waits
   * for space waits for a message of an earlier round, which the slowest ranks have already posted.
   */
  public void run(Payload send, Blocks outgoing, Payload recv, Blocks incoming)
      throws CollectiveFailure {
    context.begin(send, recv);
    try {
      exchange(send, outgoing, recv, incoming);
    } finally {
      context.end();
    }
  }

  /** The same with separate data for each rank and from each rank. */
  public void run(Payload[] send, Payload[] recv) throws CollectiveFailure {
    context.beginAll(concatenated(send, recv));
    try {
      exchange(send, recv);
    } finally {
      context.end();
    }
  }

  /** Both arrays in one. */
  public static Payload[] concatenated(Payload[] send, Payload[] recv) {
    Payload[] all = Arrays.copyOf(send, send.length + recv.length);
    System.arraycopy(recv, 0, all, send.length, recv.length);
    return all;
  }

  private void exchange(Payload[] send, Payload[] recv) {
    int rank = context.rank;
    int size = context.size;
    for (int i = 1; i < size; i++) {
      int from = (rank - i + size) % size;
      int to = (rank + i) % size;
      context.receiveAtMost(recv[from], 0, recv[from].bytes(), from, null);
      context.send(send[to], 0, send[to].bytes(), to);
    }
    context.copy(send[rank], 0, recv[rank], 0, send[rank].bytes());
  }

  private void exchange(Payload send, Blocks outgoing, Payload recv, Blocks incoming) {
    int rank = context.rank;
    int size = context.size;
    context.limitIfLarge(incoming.longest());
    for (int i = 1; i < size; i++) {
      int from = (rank - i + size) % size;
      int to = (rank + i) % size;
      context.receiveAtMost(recv, incoming.start(from), incoming.length(from), from, null);
      context.send(send, outgoing.start(to), outgoing.length(to), to);
    }
    context.copy(send, outgoing.start(rank), recv, incoming.start(rank), outgoing.length(rank));
  }
}
