package mpi;

/** The edges of a {@link GraphComm}: a copy. */
public final class GraphParms {
  /** For each rank, the number of neighbours of it and all ranks before it. */
  public int[] index;

  /** The neighbours of rank 0, then those of rank 1, and so on. */
  public int[] edges;

  /** A graph without ranks. */
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
   * The number of neighbours of a rank and all ranks before it.
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
   * The destination of an edge.
   *
   * @param i the edge, from 0
   * @return the rank
   * @throws IndexOutOfBoundsException if there is no such edge
   */
  public int getEdge(int i) {
    return edges[i];
  }
}
