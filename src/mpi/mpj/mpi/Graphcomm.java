package mpi;

/**
 * A {@link GraphComm} with the names of the MPJ API, where the class is also spelled differently.
 */
public final class Graphcomm extends GraphComm {
  Graphcomm(Channel channel, GraphTopology graph) {
    super(channel, graph);
  }

  @Override
  public Graphcomm dup() {
    return copy(new Graphcomm(duplicated(), graph()));
  }

  @Override
  public Graphcomm clone() {
    return dup();
  }

  @Override
  public Graphcomm iDup() {
    return (Graphcomm) super.iDup();
  }

  /**
   * The edges of the graph.
   *
   * @return a copy
   * @throws MPIException if the communicator was freed
   */
  public GraphParms Get() {
    return getDims();
  }

  /**
   * The neighbours of a rank.
   *
   * @param rank the rank
   * @return the ranks that its edges lead to
   * @throws MPIException if there is no such rank, or the communicator was freed
   */
  public int[] Neighbours(int rank) {
    return getNeighbors(rank);
  }

  /**
   * The rank that this process would have in a graph.
   *
   * @param index for each rank, the number of neighbours of it and all ranks before it
   * @param edges the neighbours of rank 0, then those of rank 1, and so on
   * @return the rank, or {@link MPI#UNDEFINED} if it would have none
   * @throws MPIException as {@link #map}
   */
  public int Map(int[] index, int[] edges) {
    return map(index, edges);
  }
}
