package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import java.util.Arrays;

/** Makes communicators whose ranks have neighbours. The ranks are never reordered. */
final class Topologies {
  private static final int INTS_OF_AN_EDGE = 3;

  private Topologies() {}

  static CartTopology grid(Intracomm from, int[] dims, boolean[] periods) {
    try {
      return CartTopology.of(dims, periods, from.getSize());
    } catch (RuntimeException e) {
      throw from.failure(e);
    }
  }

  static GraphTopology graph(Intracomm from, int[] index, int[] edges) {
    try {
      return GraphTopology.of(index, edges, from.getSize());
    } catch (RuntimeException e) {
      throw from.failure(e);
    }
  }

  /** Of the first ranks; null in the others. */
  static Channel first(Intracomm from, long ranks) {
    try {
      int rank = from.getRank();
      return Communicators.split(from.channel(), rank < ranks ? 0 : MPI.UNDEFINED, rank);
    } catch (MessageException | RuntimeException e) {
      throw from.failure(e);
    }
  }

  /** Of the neighbours that each rank gives itself. */
  static GraphComm adjacent(
      Intracomm from,
      int[] sources,
      int[] sourceWeights,
      int[] destinations,
      int[] destinationWeights) {
    try {
      requireRanks(from, sources, "sources");
      requireRanks(from, destinations, "destinations");
      DistGraphNeighbors own =
          new DistGraphNeighbors(
              sources.clone(),
              weights(sourceWeights, sources.length),
              destinations.clone(),
              weights(destinationWeights, destinations.length));
      return from.copyHandler(GraphComm.distributed(from.duplicated(), own));
    } catch (RuntimeException e) {
      throw from.failure(e);
    }
  }

  private static int[] weights(int[] weights, int edges) {
    if (weights == null) {
      return null;
    }
    if (weights.length < edges) {
      throw new MPIException(ErrorClass.ARG, weights.length + " weights, but " + edges + " edges");
    }
    for (int weight : weights) {
      if (weight < 0) {
        throw new MPIException(ErrorClass.ARG, "a weight is negative: " + weight);
      }
    }
    return Arrays.copyOf(weights, edges);
  }

  private static void requireRanks(Intracomm from, int[] ranks, String what) {
    if (ranks == null) {
      throw new MPIException(ErrorClass.ARG, "the array of " + what + " is null");
    }
    for (int rank : ranks) {
      if (rank < 0 || rank >= from.getSize()) {
        throw new MPIException(
            ErrorClass.RANK,
            rank + " among the " + what + " is not a rank from 0 to " + (from.getSize() - 1));
      }
    }
  }

  /** Of edges that each rank gives some of, no matter whose: they are all given to all. */
  static GraphComm distributed(
      Intracomm from, int[] sources, int[] degrees, int[] destinations, int[] weights) {
    try {
      int[] given = edges(from, sources, degrees, destinations, weights);
      int[] all = collect(from.channel().hidden, given);
      DistGraphNeighbors own = neighboursOf(from.getRank(), all, weights != null);
      return from.copyHandler(GraphComm.distributed(from.duplicated(), own));
    } catch (MessageException | RuntimeException e) {
      throw from.failure(e);
    }
  }

  /** A source, a destination and a weight for each. */
  private static int[] edges(
      Intracomm from, int[] sources, int[] degrees, int[] destinations, int[] weights) {
    requireRanks(from, sources, "sources");
    requireRanks(from, destinations, "destinations");
    Parts.requireFor(sources.length, degrees, "degrees");
    long count = 0;
    for (int i = 0; i < sources.length; i++) {
      count += degrees[i];
      if (degrees[i] < 0 || count > destinations.length) {
        throw new MPIException(
            ErrorClass.ARG,
            "a degree is negative, or there are fewer destinations: " + Arrays.toString(degrees));
      }
    }
    int[] of = weights(weights, (int) count);
    int[] edges = new int[Math.multiplyExact(INTS_OF_AN_EDGE, (int) count)];
    int at = 0;
    for (int i = 0; i < sources.length; i++) {
      for (int j = 0; j < degrees[i]; j++) {
        int edge = at / INTS_OF_AN_EDGE;
        edges[at++] = sources[i];
        edges[at++] = destinations[edge];
        edges[at++] = of == null ? 1 : of[edge];
      }
    }
    return edges;
  }

  private static int[] collect(Communicator hidden, int[] given) throws MessageException {
    int[] counts = new int[hidden.size()];
    hidden.allgather(Data.of(new int[] {given.length}), Data.of(counts));
    int[] offsets = new int[counts.length];
    int length = 0;
    for (int i = 0; i < counts.length; i++) {
      offsets[i] = length;
      length = Math.addExact(length, counts[i]);
    }
    int[] all = new int[length];
    hidden.allgatherv(Data.of(given), Data.of(all), counts, offsets);
    return all;
  }

  private static DistGraphNeighbors neighboursOf(int rank, int[] edges, boolean isWeighted) {
    int most = edges.length / INTS_OF_AN_EDGE;
    int[] sources = new int[most];
    int[] sourceWeights = new int[most];
    int[] destinations = new int[most];
    int[] destinationWeights = new int[most];
    int in = 0;
    int out = 0;
    for (int at = 0; at < edges.length; at += INTS_OF_AN_EDGE) {
      if (edges[at] == rank) {
        destinations[out] = edges[at + 1];
        destinationWeights[out++] = edges[at + 2];
      }
      if (edges[at + 1] == rank) {
        sources[in] = edges[at];
        sourceWeights[in++] = edges[at + 2];
      }
    }
    return new DistGraphNeighbors(
        Arrays.copyOf(sources, in),
        isWeighted ? Arrays.copyOf(sourceWeights, in) : null,
        Arrays.copyOf(destinations, out),
        isWeighted ? Arrays.copyOf(destinationWeights, out) : null);
  }
}
