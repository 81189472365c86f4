package mpi;

import java.util.Arrays;

/** Ranks that form a grid. The last dimension varies fastest. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record CartTopology(int[] dims, boolean[] periods) {
  static CartTopology of(int[] dims, boolean[] periods, int ranks) {
    if (dims == null || periods == null || dims.length != periods.length) {
      throw new MPIException(
          ErrorClass.DIMS,
          "the arrays of lengths and periods do not have one value for each dimension");
    }
    CartTopology topology = new CartTopology(dims.clone(), periods.clone());
    if (topology.places() > ranks) {
      throw new MPIException(
          ErrorClass.DIMS,
          "a grid of " + Arrays.toString(dims) + " has more places than there are ranks, " + ranks);
    }
    return topology;
  }

  /** How many; saturates. */
  long places() {
    long places = 1;
    for (int dim : dims) {
      if (dim <= 0) {
        throw new MPIException(
            ErrorClass.DIMS, "a dimension is not positive: " + Arrays.toString(dims));
      }
      places = Math.min(Integer.MAX_VALUE, places * dim);
    }
    return places;
  }

  int rank(int[] coords) {
    if (coords == null || coords.length < dims.length) {
      throw new MPIException(
          ErrorClass.ARG, "there is not a coordinate for each of " + dims.length + " dimensions");
    }
    int rank = 0;
    for (int i = 0; i < dims.length; i++) {
      if (!periods[i] && (coords[i] < 0 || coords[i] >= dims[i])) {
        throw new MPIException(
            ErrorClass.ARG,
            "coordinate " + i + " is not from 0 to " + (dims[i] - 1) + ": " + coords[i]);
      }
      rank = rank * dims[i] + Math.floorMod(coords[i], dims[i]);
    }
    return rank;
  }

  int[] coords(int rank) {
    if (rank < 0 || rank >= places()) {
      throw new MPIException(ErrorClass.RANK, rank + " is not a rank from 0 to " + (places() - 1));
    }
    int[] coords = new int[dims.length];
    int rest = rank;
    for (int i = dims.length - 1; i >= 0; i--) {
      coords[i] = rest % dims[i];
      rest /= dims[i];
    }
    return coords;
  }

  ShiftParms shift(int rank, int direction, int displacement) {
    if (direction < 0 || direction >= dims.length) {
      throw new MPIException(
          ErrorClass.DIMS, "there is no dimension " + direction + " of " + dims.length);
    }
    return new ShiftParms(
        away(rank, direction, -(long) displacement), away(rank, direction, displacement));
  }

  private int away(int rank, int dimension, long displacement) {
    int[] coords = coords(rank);
    long to = coords[dimension] + displacement;
    if (!periods[dimension] && (to < 0 || to >= dims[dimension])) {
      return MPI.PROC_NULL;
    }
    coords[dimension] = (int) Math.floorMod(to, (long) dims[dimension]);
    return rank(coords);
  }

  Neighbours neighbours(int rank) {
    int[] around = new int[2 * dims.length];
    for (int i = 0; i < dims.length; i++) {
      around[2 * i] = away(rank, i, -1);
      around[2 * i + 1] = away(rank, i, 1);
    }
    return new Neighbours(around, around, true);
  }

  /** The grid of the remaining dimensions. */
  CartTopology sub(boolean[] remains) {
    if (remains == null || remains.length < dims.length) {
      throw new MPIException(
          ErrorClass.ARG,
          "remainDims does not have one value for each of " + dims.length + " dimensions");
    }
    int[] lengths = new int[dims.length];
    boolean[] closed = new boolean[dims.length];
    int n = 0;
    for (int i = 0; i < dims.length; i++) {
      if (remains[i]) {
        lengths[n] = dims[i];
        closed[n++] = periods[i];
      }
    }
    return new CartTopology(Arrays.copyOf(lengths, n), Arrays.copyOf(closed, n));
  }

  /** The same in all ranks of one grid of {@link #sub}. */
  int colorOfSub(int rank, boolean[] remains) {
    int[] coords = coords(rank);
    int color = 0;
    for (int i = 0; i < dims.length; i++) {
      color = remains[i] ? color : color * dims[i] + coords[i];
    }
    return color;
  }

  CartParms parameters(int rank) {
    return new CartParms(dims.clone(), periods.clone(), coords(rank));
  }
}
