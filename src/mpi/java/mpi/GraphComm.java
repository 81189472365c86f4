package mpi;

/** A communicator whose ranks have neighbours: those of a graph, or of a distributed graph. */
public class GraphComm extends Intracomm {
  private final GraphTopology graph; // null if it is distributed
  private final DistGraphNeighbors own; // null if it is not

  GraphComm(Channel channel, GraphTopology graph) {
    this(channel, graph, null);
  }

  private GraphComm(Channel channel, GraphTopology graph, DistGraphNeighbors own) {
    super(channel);
    this.graph = graph;
    this.own = own;
  }

  static GraphComm distributed(Channel channel, DistGraphNeighbors own) {
    return new GraphComm(channel, null, own);
  }

  final GraphTopology graph() {
    channel();
    if (graph == null) {
      throw failure(
          new MPIException(
              ErrorClass.TOPOLOGY, "the graph is distributed: no rank knows the whole of it"));
    }
    return graph;
  }

  @Override
  public GraphComm dup() {
    return copy(new GraphComm(duplicated(), graph, own));
  }

  @Override
  public GraphComm clone() {
    return dup();
  }

  @Override
  public GraphComm iDup() {
    return (GraphComm) super.iDup();
  }

  /** {@inheritDoc} */
  @Override
  public GraphComm dupWithInfo(Info hints) {
    return (GraphComm) super.dupWithInfo(hints);
  }

  @Override
  final int topology() {
    return own == null ? MPI.GRAPH : MPI.DIST_GRAPH;
  }

  @Override
  final Neighbours neighbours() {
    if (own != null) {
      channel();
      return own.neighbours();
    }
    int[] all = graph().neighbours(getRank());
    return new Neighbours(all, all, false);
  }

  /**
   * The edges of the graph.
   *
   * @return a copy
   * @throws MPIException if the graph is distributed, or the communicator is null or was freed
   */
  public final GraphParms getDims() {
    return graph().parameters();
  }

  /**
   * The neighbours of a rank.
   *
   * @param rank the rank
   * @return the ranks that its edges lead to
   * @throws MPIException if there is no such rank, the graph is distributed, or the communicator is
   *     null or was freed
   */
  public final int[] getNeighbors(int rank) {
    try {
      return graph().neighbours(rank);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The neighbours of this rank in a distributed graph.
   *
   * @return the neighbours
   * @throws MPIException if the graph is not distributed, or the communicator is null or was freed
   */
  public final DistGraphNeighbors getDistGraphNeighbors() {
    channel();
    if (own == null) {
      throw failure(new MPIException(ErrorClass.TOPOLOGY, "the graph is not distributed"));
    }
    return own;
  }

  /**
   * The rank that this process would have in a graph.
   *
   * @param index for each rank, the number of neighbours of it and all ranks before it
   * @param edges the neighbours of rank 0, then those of rank 1, and so on
   * @return the rank, or {@link MPI#UNDEFINED} if it would have none
   * @throws MPIException if the two arrays do not describe a graph, it is larger than this
   *     communicator, or the communicator is null or was freed
   */
  public final int map(int[] index, int[] edges) {
    try {
      GraphTopology.of(index, edges, getSize());
      return getRank() < index.length ? getRank() : MPI.UNDEFINED;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }
}
