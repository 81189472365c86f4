package mpi;

/**
 * A {@link CartComm} with the names of the MPJ API, which has another spelling of the class too.
 */
public final class Cartcomm extends CartComm {
  Cartcomm(Channel channel, CartTopology grid) {
    super(channel, grid);
  }

  @Override
  public Cartcomm dup() {
    return copy(new Cartcomm(duplicated(), grid()));
  }

  @Override
  public Cartcomm clone() {
    return dup();
  }

  @Override
  public Cartcomm iDup() {
    return (Cartcomm) super.iDup();
  }

  /**
   * What the grid is, and where this rank is.
   *
   * @return a copy
   * @throws MPIException if the communicator was freed
   */
  public CartParms Get() {
    return getTopo();
  }

  /**
   * The rank at a place.
   *
   * @param coords a coordinate for each dimension, from 0; in a periodic one it may be any
   * @return the rank
   * @throws MPIException if a coordinate is missing or outside of the grid, or the communicator was
   *     freed
   */
  public int Rank(int[] coords) {
    return getRank(coords);
  }

  /**
   * The place of a rank.
   *
   * @param rank the rank
   * @return a coordinate for each dimension, from 0
   * @throws MPIException if there is no such rank, or the communicator was freed
   */
  public int[] Coords(int rank) {
    return getCoords(rank);
  }

  /**
   * Who this rank sends to and receives from when all send along one dimension.
   *
   * @param direction the dimension, from 0
   * @param disp how far, in places; negative for downwards
   * @return the two ranks, {@link MPI#PROC_NULL} for one outside of the grid
   * @throws MPIException if there is no such dimension, or the communicator was freed
   */
  public ShiftParms Shift(int direction, int disp) {
    return shift(direction, disp);
  }

  /**
   * Divides the grid into grids of fewer dimensions. Collective.
   *
   * @param remainDims of each dimension, whether the new grids have it; the same in all ranks
   * @return that of this rank
   * @throws MPIException if the array is null or too short, the communicator was freed, or another
   *     rank ended
   */
  public Cartcomm Sub(boolean[] remainDims) {
    CartTopology part = subGrid(remainDims);
    return copyHandler(new Cartcomm(subChannel(remainDims), part));
  }

  /**
   * The rank that this process would have in a grid.
   *
   * @param dims number of ranks in each dimension
   * @param periods of each dimension, whether its last rank is a neighbour of its first
   * @return the rank, or {@link MPI#UNDEFINED} if it would have none
   * @throws MPIException as {@link #map}
   */
  public int Map(int[] dims, boolean[] periods) {
    return map(dims, periods);
  }

  /**
   * Divides ranks into a grid whose dimensions are as close to each other as can be.
   *
   * @param nnodes number of ranks, from 1
   * @param dims those that are 0 are set, so that none is greater than the one before; the others
   *     stay
   * @throws MPIException as {@link CartComm#createDims}
   */
  public static void Dims_create(int nnodes, int[] dims) {
    createDims(nnodes, dims);
  }
}
