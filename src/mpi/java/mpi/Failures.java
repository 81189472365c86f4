package mpi;

/** The effect of the error handlers of windows and files. */
final class Failures {
  private Failures() {}

  /**
   * What to throw for a failure. Does not return if the error handler ends the job.
   *
   * @param handler null if the program set none: then only the end of another rank ends the job
   * @param thrown what an operation threw; if it is an {@link MPIException}, it is returned
   */
  static MPIException of(Errhandler handler, Throwable thrown) {
    MPIException failure = Errors.translate(thrown);
    boolean ends =
        handler == null
            ? failure.getErrorClass() == ErrorClass.PROC_FAILED
            : handler != MPI.ERRORS_RETURN;
    if (ends) {
      failure.printStackTrace();
      World.abort(failure.getErrorClass(), "MPI ends the job: " + failure.getMessage());
    }
    return failure;
  }
}
