package mpi;

/** What a {@link GraphComm} is: a copy, which changes nothing. */
public final class GraphParms {
  /** For each rank, how many neighbours it and all ranks before it have. */
  public int[] index;

  /** The neighbours of rank 0, then those of rank 1, and so on. */
  public int[] edges;

  /** One of no ranks. */
  public GraphParms() {
    this(new int[0], new int[0]);
  }

  GraphParms(int[] index, int[] edges) {
    this.index = index;
    this.edges = edges;
  }

  /**
   * Number of ranks.
   *
   * @return from 0
   */
  public int getIndexCount() {
    return index.length;
  }

  /**
   * How many neighbours a rank and all ranks before it have.
   *
   * @param i the rank
   * @return from 0
   * @throws IndexOutOfBoundsException if there is no such rank
   */
  public int getIndex(int i) {
    return index[i];
  }

  /**
   * Number of edges.
   *
   * @return from 0
   */
  public int getEdgeCount() {
    return edges.length;
  }

  /**
   * The end of an edge.
   *
   * @param i the edge, from 0
   * @return the rank
   * @throws IndexOutOfBoundsException if there is no such edge
   */
  public int getEdge(int i) {
    return edges[i];
  }
}
