package mpi;

import java.util.Arrays;

/** Ranks with any neighbours, which all ranks know. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record GraphTopology(int[] index, int[] edges) {
  static GraphTopology of(int[] index, int[] edges, int ranks) {
    if (index == null || edges == null) {
      throw new MPIException(ErrorClass.ARG, "the array of indices or that of edges is null");
    }
    if (index.length > ranks) {
      throw new MPIException(
          ErrorClass.ARG,
          "a graph of " + index.length + " nodes has more than " + ranks + " ranks");
    }
    int before = 0;
    for (int end : index) {
      if (end < before || end > edges.length) {
        throw new MPIException(
            ErrorClass.ARG,
            "the indices do not ascend, or there are fewer edges: " + Arrays.toString(index));
      }
      before = end;
    }
    int[] used = Arrays.copyOf(edges, before);
    for (int edge : used) {
      if (edge < 0 || edge >= index.length) {
        throw new MPIException(
            ErrorClass.ARG,
            "an edge leads to " + edge + ", which is not a node of the graph of " + index.length);
      }
    }
    return new GraphTopology(index.clone(), used);
  }

  int[] neighbours(int rank) {
    if (rank < 0 || rank >= index.length) {
      throw new MPIException(
          ErrorClass.RANK, rank + " is not a rank from 0 to " + (index.length - 1));
    }
    return Arrays.copyOfRange(edges, rank == 0 ? 0 : index[rank - 1], index[rank]);
  }

  GraphParms parameters() {
    return new GraphParms(index.clone(), edges.clone());
  }
}
