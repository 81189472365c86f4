package mpi;

/** What a communicator does with an error: {@link MPI#ERRORS_RETURN} and its kin. */
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
