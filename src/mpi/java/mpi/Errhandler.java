package mpi;

/** How a communicator treats errors: {@link MPI#ERRORS_RETURN} and similar. */
public final class Errhandler {
  private final String name;

  Errhandler(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }
}
