package mpi;

/** The neighbours of this rank in a distributed graph. Immutable. */
public final class DistGraphNeighbors {
  private final int[] sources;
  private final int[] sourceWeights; // null if it has none
  private final int[] destinations;
  private final int[] destinationWeights; // null if it has none

  DistGraphNeighbors(
      int[] sources, int[] sourceWeights, int[] destinations, int[] destinationWeights) {
    this.sources = sources;
    this.sourceWeights = sourceWeights;
    this.destinations = destinations;
    this.destinationWeights = destinationWeights;
  }

  Neighbours neighbours() {
    return new Neighbours(sources, destinations, false);
  }

  /**
   * Number of edges that lead to this rank.
   *
   * @return from 0
   */
  public int getInDegree() {
    return sources.length;
  }

  /**
   * Number of edges that lead away from this rank.
   *
   * @return from 0
   */
  public int getOutDegree() {
    return destinations.length;
  }

  /**
   * Whether the edges have weights.
   *
   * @return whether they were given
   */
  public boolean isWeighted() {
    return sourceWeights != null;
  }

  /**
   * The source of an edge that leads to this rank.
   *
   * @param i the edge, from 0
   * @return the rank
   * @throws IndexOutOfBoundsException if there is no such edge
   */
  public int getSource(int i) {
    return sources[i];
  }

  /**
   * The weight of an edge that leads to this rank.
   *
   * @param i the edge, from 0
   * @return the weight; 1 if the edges have none
   * @throws IndexOutOfBoundsException if there is no such edge
   */
  public int getSourceWeight(int i) {
    return sourceWeights == null ? unweighted(sources[i]) : sourceWeights[i];
  }

  /**
   * The destination of an edge that begins at this rank.
   *
   * @param i the edge, from 0
   * @return the rank
   * @throws IndexOutOfBoundsException if there is no such edge
   */
  public int getDestination(int i) {
    return destinations[i];
  }

  /**
   * The weight of an edge that begins at this rank.
   *
   * @param i the edge, from 0
   * @return the weight; 1 if the edges have none
   * @throws IndexOutOfBoundsException if there is no such edge
   */
  public int getDestinationWeight(int i) {
    return destinationWeights == null ? unweighted(destinations[i]) : destinationWeights[i];
  }

  /** Of an edge that there is. */
  private static int unweighted(@SuppressWarnings("unused") int rank) {
    return 1;
  }
}
