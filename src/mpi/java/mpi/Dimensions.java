package mpi;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Divides ranks into a grid. */
final class Dimensions {
  private Dimensions() {}

  /** Sets those that are 0: as equal as possible, in descending order. */
  static void create(int ranks, int[] dims) {
    if (dims == null || ranks < 1) {
      throw new MPIException(
          ErrorClass.DIMS, dims == null ? "the array of dimensions is null" : ranks + " ranks");
    }
    long given = 1;
    int[] free = IntStream.range(0, dims.length).filter(i -> dims[i] == 0).toArray();
    for (int dim : dims) {
      if (dim < 0) {
        throw new MPIException(
            ErrorClass.DIMS, "a dimension is negative: " + Arrays.toString(dims));
      }
      given = dim == 0 ? given : Math.min(given * dim, 1L + Integer.MAX_VALUE);
    }
    if (ranks % given != 0 || (free.length == 0 && given != ranks)) {
      throw new MPIException(
          ErrorClass.DIMS, ranks + " ranks cannot be divided into " + Arrays.toString(dims));
    }
    if (free.length > 0) {
      int rest = (int) (ranks / given);
      int[] found = new int[free.length];
      find(rest, rest, divisors(rest), found, 0);
      for (int i = 0; i < free.length; i++) {
        dims[free[i]] = found[i];
      }
    }
  }

  private static int[] divisors(int n) {
    int[] small = IntStream.rangeClosed(1, (int) Math.sqrt(n)).filter(d -> n % d == 0).toArray();
    return IntStream.concat(Arrays.stream(small), Arrays.stream(small).map(d -> n / d))
        .sorted()
        .distinct()
        .toArray();
  }

  /** With the smallest first one for which there are others that are not greater. */
  private static boolean find(int n, int most, int[] divisors, int[] found, int at) {
    if (at == found.length - 1) {
      found[at] = n;
      return n <= most;
    }
    for (int divisor : divisors) {
      if (divisor > most) {
        return false;
      }
      boolean canBe = n % divisor == 0 && Math.pow(divisor, found.length - at) >= n;
      if (canBe && find(n / divisor, divisor, divisors, found, at + 1)) {
        found[at] = divisor;
        return true;
      }
    }
    return false;
  }
}
