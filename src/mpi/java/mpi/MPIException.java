package mpi;

/**
 * An MPI operation failed. The error class is one of the {@code MPI.ERR_} constants.
 *
 * <p>It is unchecked, so that programs for both APIs compile: programs for MPJ Express need not
 * catch it, and those for Open MPI may.
 */
public class MPIException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One of {@code MPI.ERR_*}. */
  private final int errorClass;

  /** An exception without a message, of class {@link MPI#ERR_OTHER}. */
  public MPIException() {
    errorClass = ErrorClass.OTHER;
  }

  /**
   * An exception of class {@link MPI#ERR_OTHER}.
   *
   * @param message what went wrong
   */
  public MPIException(String message) {
    this(ErrorClass.OTHER, message);
  }

  /**
   * An exception of class {@link MPI#ERR_OTHER}.
   *
   * @param cause what went wrong
   */
  public MPIException(Throwable cause) {
    super(cause);
    errorClass = ErrorClass.OTHER;
  }

  MPIException(int errorClass, String message) {
    super(message);
    this.errorClass = errorClass;
  }

  MPIException(int errorClass, String message, Throwable cause) {
    super(message, cause);
    this.errorClass = errorClass;
  }

  /**
   * The error code, which here is the error class.
   *
   * @return one of {@code MPI.ERR_*}
   */
  public int getErrorCode() {
    return errorClass;
  }

  /**
   * The error class.
   *
   * @return one of {@code MPI.ERR_*}
   */
  public int getErrorClass() {
    return errorClass;
  }
}
