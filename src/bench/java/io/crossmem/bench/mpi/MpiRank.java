package io.crossmem.bench.mpi;

import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Rank;
import io.crossmem.bench.rank.Transport;
import mpi.MPI;

/**
 * One rank of a program for package mpi, whichever implementation the class path has first: that of
 * crossmem, Open MPI's or MPJ Express.
 */
public final class MpiRank {
  private MpiRank() {}

  /** Arguments: what is measured, then those that MPJ Express gives to a program. */
  public static void main(String[] arguments) throws Exception {
    String[] forInit = new String[arguments.length - 1];
    System.arraycopy(arguments, 1, forInit, 0, forInit.length);
    MPI.Init(forInit);
    serve(arguments[0]);
    MPI.Finalize();
  }

  private static void serve(String what) throws Exception {
    Control control =
        what.equals("Send") || what.equals("Send-objects")
            ? Control.open(MPI.COMM_WORLD.Rank(), MPI.COMM_WORLD.Size())
            : Control.open(MPI.COMM_WORLD.getRank(), MPI.COMM_WORLD.getSize());
    try (Transport transport = transport(what, control)) {
      Rank.serve(control, transport);
    }
  }

  private static Transport transport(String what, Control control) {
    return switch (what) {
      case "send" -> new OpenMpiSpelling();
      case "Send" -> new MpjSpelling();
      case "Send-objects" -> new MpjObjects(control.rank());
      case "window" -> new Windows(control, false, false);
      case "window-flush" -> new Windows(control, false, true);
      case "allocated-window" -> new Windows(control, true, false);
      default -> throw new IllegalArgumentException("nothing is measured by that name: " + what);
    };
  }
}
