package io.crossmem.mpi;

import java.util.Arrays;
import java.util.Objects;
import mpi.MPI;
import mpi.MPIException;

/** Checks of ranks: the message names the rank. */
final class Expect {
  private Expect() {}

  static void equal(String what, Object expected, Object actual) {
    if (!Objects.deepEquals(expected, actual)) {
      throw new AssertionError(
          "rank "
              + MPI.COMM_WORLD.getRank()
              + ", "
              + what
              + ": expected "
              + Arrays.deepToString(new Object[] {expected})
              + ", got "
              + Arrays.deepToString(new Object[] {actual}));
    }
  }

  static void failure(String what, int errorClass, Runnable call) {
    try {
      call.run();
    } catch (MPIException e) {
      equal(what + " (" + e.getMessage() + ")", errorClass, e.getErrorClass());
      return;
    }
    throw new AssertionError("nothing was thrown: " + what);
  }
}
