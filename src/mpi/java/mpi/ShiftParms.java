package mpi;

/** The two ranks of a shift along a dimension of a {@link CartComm}. Immutable. */
public final class ShiftParms {
  /** Who this rank receives from, or {@link MPI#PROC_NULL}. */
  public final int rank_source;

  /** Who this rank sends to, or {@link MPI#PROC_NULL}. */
  public final int rank_dest;

  ShiftParms(int source, int dest) {
    rank_source = source;
    rank_dest = dest;
  }

  /**
   * Who this rank receives from.
   *
   * @return the rank, or {@link MPI#PROC_NULL}
   */
  public int getRankSource() {
    return rank_source;
  }

  /**
   * Who this rank sends to.
   *
   * @return the rank, or {@link MPI#PROC_NULL}
   */
  public int getRankDest() {
    return rank_dest;
  }
}
