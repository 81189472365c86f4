package mpi;

import java.util.function.Supplier;

/** A persistent request, which can be started any number of times. */
public class Prequest extends Request {
  private Supplier<Work> starter; // null once it is freed

  Prequest(Supplier<Work> starter) {
    super(null);
    this.starter = starter;
  }

  /**
   * Starts the operation.
   *
   * @throws MPIException if it is active or freed, or the operation cannot start
   */
  public void start() {
    if (starter == null || work != null) {
      throw new MPIException(
          ErrorClass.REQUEST,
          starter == null ? "the request was freed" : "the request is active already");
    }
    work = starter.get();
  }

  /**
   * Starts the operation.
   *
   * @throws MPIException if it is active or freed, or the operation cannot start
   */
  public void Start() {
    start();
  }

  /**
   * Starts all, in their order.
   *
   * @param requests to start
   * @throws MPIException if one is null, active or freed, or cannot start
   */
  public static void startAll(Prequest[] requests) {
    for (Prequest request : requests) {
      if (request == null) {
        throw new MPIException(ErrorClass.REQUEST, "a request is null");
      }
      request.start();
    }
  }

  /**
   * Starts all, in their order.
   *
   * @param requests to start
   * @throws MPIException if one is null, active or freed, or cannot start
   */
  public static void Startall(Prequest[] requests) {
    startAll(requests);
  }

  /** Frees the request; an operation that has started continues. */
  @Override
  public void free() {
    starter = null;
    super.free();
  }

  @Override
  public boolean isNull() {
    return starter == null;
  }
}
