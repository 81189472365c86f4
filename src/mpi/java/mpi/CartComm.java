package mpi;

import io.crossmem.message.MessageException;

/** A communicator whose ranks form a grid. The last dimension varies fastest. */
public class CartComm extends Intracomm {
  private final CartTopology grid; // null if it is the null communicator

  CartComm(Channel channel, CartTopology grid) {
    super(channel);
    this.grid = grid;
  }

  final CartTopology grid() {
    channel();
    return grid;
  }

  @Override
  public CartComm dup() {
    return copy(new CartComm(duplicated(), grid));
  }

  @Override
  public CartComm clone() {
    return dup();
  }

  @Override
  public CartComm iDup() {
    return (CartComm) super.iDup();
  }

  /** {@inheritDoc} */
  @Override
  public CartComm dupWithInfo(Info hints) {
    return (CartComm) super.dupWithInfo(hints);
  }

  @Override
  final int topology() {
    return MPI.CART;
  }

  @Override
  final Neighbours neighbours() {
    return grid().neighbours(getRank());
  }

  /**
   * The shape of the grid, and the coordinates of this rank.
   *
   * @return a copy
   * @throws MPIException if the communicator is null or was freed
   */
  public final CartParms getTopo() {
    return grid().parameters(getRank());
  }

  /**
   * The rank with these coordinates.
   *
   * @param coords a coordinate for each dimension, from 0; any number in a periodic dimension
   * @return the rank
   * @throws MPIException if a coordinate is missing or outside of the grid, or the communicator is
   *     null or was freed
   */
  public final int getRank(int[] coords) {
    try {
      return grid().rank(coords);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The coordinates of a rank.
   *
   * @param rank the rank
   * @return a coordinate for each dimension, from 0
   * @throws MPIException if there is no such rank, or the communicator is null or was freed
   */
  public final int[] getCoords(int rank) {
    try {
      return grid().coords(rank);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The destination and the source of this rank if all ranks send along one dimension.
   *
   * @param direction the dimension, from 0
   * @param disp the distance in ranks; negative for the other direction
   * @return the two ranks; {@link MPI#PROC_NULL} instead of one outside of the grid
   * @throws MPIException if there is no such dimension, or the communicator is null or was freed
   */
  public final ShiftParms shift(int direction, int disp) {
    try {
      return grid().shift(getRank(), direction, disp);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Divides the grid into grids of fewer dimensions. Collective.
   *
   * @param remainDims for each dimension, whether the new grids keep it; the same in all ranks
   * @return the grid of this rank
   * @throws MPIException if the array is null or too short, the communicator is null or was freed,
   *     or another rank ended
   */
  public final CartComm sub(boolean[] remainDims) {
    CartTopology part = subGrid(remainDims);
    return copyHandler(new CartComm(subChannel(remainDims), part));
  }

  final CartTopology subGrid(boolean[] remains) {
    try {
      return grid().sub(remains);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  final Channel subChannel(boolean[] remains) {
    try {
      return Communicators.split(channel(), grid.colorOfSub(getRank(), remains), getRank());
    } catch (MessageException | RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The rank that this process would have in a grid.
   *
   * @param dims number of ranks in each dimension
   * @param periods for each dimension, whether its last rank is a neighbour of its first
   * @return the rank, or {@link MPI#UNDEFINED} if it would have none
   * @throws MPIException if the arrays of lengths and periods do not have one value for each
   *     dimension, the grid has more places than there are ranks, or the communicator is null or
   *     was freed
   */
  public final int map(int[] dims, boolean[] periods) {
    try {
      long places = CartTopology.of(dims, periods, getSize()).places();
      return getRank() < places ? getRank() : MPI.UNDEFINED;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Divides ranks into a grid whose dimensions are as equal as possible.
   *
   * @param nnodes number of ranks, from 1
   * @param dims lengths; those that are 0 are set, in descending order; the others stay
   * @throws MPIException if the number of ranks is no multiple of those that are given, one is
   *     negative, or the array is null
   */
  public static void createDims(int nnodes, int[] dims) {
    Dimensions.create(nnodes, dims);
  }
}
