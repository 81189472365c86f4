package mpi;

import io.crossmem.message.MessageException;

/** A collective operation whose arguments are ready: it is run, or started. */
abstract class Collective {
  /** Waits until it is over. */
  abstract void run();

  /** Does not wait. */
  abstract Work start();

  /** What messages throw becomes a failure of MPI's. */
  interface Call {
    void run() throws MessageException;
  }
}
