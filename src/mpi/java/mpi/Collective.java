package mpi;

import io.crossmem.message.MessageException;

/** A collective operation whose arguments are ready: it is run, or started. */
abstract class Collective {
  /** Waits until the operation is complete. */
  abstract void run();

  /** Does not wait. */
  abstract Work start();

  /** Turns exceptions of messages into MPI exceptions. */
  interface Call {
    void run() throws MessageException;
  }
}
