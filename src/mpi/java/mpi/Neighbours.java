package mpi;

/**
 * The neighbours of this rank, in the order of their parts in a buffer: {@link MPI#PROC_NULL} where
 * there is none.
 *
 * @param sources who it receives from
 * @param destinations who it sends to
 * @param areOpposite of each two the first is before this rank in a dimension, the second after it;
 *     what is sent to the one before comes from the one after
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record Neighbours(int[] sources, int[] destinations, boolean areOpposite) {
  /** Two neighbours may be the same rank: then it is the direction that tells them apart. */
  int sendTag(int i) {
    return Tags.NEIGHBOUR + (areOpposite ? i : 0);
  }

  int receiveTag(int i) {
    return Tags.NEIGHBOUR + (areOpposite ? i ^ 1 : 0);
  }
}
