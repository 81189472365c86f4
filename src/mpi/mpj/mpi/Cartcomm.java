package mpi;

/**
 * A {@link CartComm} with the names of the MPJ API, where the class is also spelled differently.
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
   * The shape of the grid, and the coordinates of this rank.
   *
   * @return a copy
   * @throws MPIException if the communicator was freed
   */
  public CartParms Get() {
    return getTopo();
  }

  /**
   * The rank with these coordinates.
   *
   * @param coords a coordinate for each dimension, from 0; any number in a periodic dimension
   * @return the rank
   * @throws MPIException if a coordinate is missing or outside of the grid, or the communicator was
   *     freed
   */
  public int Rank(int[] coords) {
    return getRank(coords);
  }

  /**
   * The coordinates of a rank.
   *
   * @param rank the rank
   * @return a coordinate for each dimension, from 0
   * @throws MPIException if there is no such rank, or the communicator was freed
   */
  public int[] Coords(int rank) {
    return getCoords(rank);
  }

  /**
   * The destination and the source of this rank if all ranks send along one dimension.
   *
   * @param direction the dimension, from 0
   * @param disp the distance in ranks; negative for the other direction
   * @return the two ranks; {@link MPI#PROC_NULL} instead of one outside of the grid
   * @throws MPIException if there is no such dimension, or the communicator was freed
   */
  public ShiftParms Shift(int direction, int disp) {
    return shift(direction, disp);
  }

  /**
   * Divides the grid into grids of fewer dimensions. Collective.
   *
   * @param remainDims for each dimension, whether the new grids keep it; the same in all ranks
   * @return the grid of this rank
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
   * @param periods for each dimension, whether its last rank is a neighbour of its first
   * @return the rank, or {@link MPI#UNDEFINED} if it would have none
   * @throws MPIException as {@link #map}
   */
  public int Map(int[] dims, boolean[] periods) {
    return map(dims, periods);
  }

  /**
   * Divides ranks into a grid whose dimensions are as equal as possible.
   *
   * @param nnodes number of ranks, from 1
   * @param dims lengths; those that are 0 are set, in descending order; the others stay
   * @throws MPIException as {@link CartComm#createDims}
   */
  public static void Dims_create(int nnodes, int[] dims) {
    createDims(nnodes, dims);
  }
}
