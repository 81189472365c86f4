package mpi;

/** The shape of a {@link CartComm}: a copy. */
public final class CartParms {
  /** Number of ranks in each dimension. */
  public final int[] dims;

  /** For each dimension, whether its last rank is a neighbour of its first. */
  public final boolean[] periods;

  /** The coordinates of this rank, from 0. */
  public final int[] coords;

  CartParms(int[] dims, boolean[] periods, int[] coords) {
    this.dims = dims;
    this.periods = periods;
    this.coords = coords;
  }

  /**
   * Number of dimensions.
   *
   * @return from 0
   */
  public int getDimCount() {
    return dims.length;
  }

  /**
   * Number of ranks in a dimension.
   *
   * @param i the dimension, from 0
   * @return from 1
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public int getDim(int i) {
    return dims[i];
  }

  /**
   * Whether the last rank of a dimension is a neighbour of its first.
   *
   * @param i the dimension, from 0
   * @return whether it is
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public boolean getPeriod(int i) {
    return periods[i];
  }

  /**
   * The coordinate of this rank in a dimension.
   *
   * @param i the dimension, from 0
   * @return the coordinate, from 0
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public int getCoord(int i) {
    return coords[i];
  }
}
