package mpi;

/**
 * An operation that was started and not waited for. After it was waited for, or tested with
 * success, a request is null; one of a {@link Prequest} is inactive and can be started again.
 *
 * <p>A request is used by one thread at a time.
 */
public class Request implements Freeable {
  Work work; // null if it is null or inactive

  Request(Work work) {
    this.work = work;
  }

  // ---- one

  /**
   * Waits until it is over.
   *
   * @return what became of it; empty if the request is null
   * @throws MPIException if the operation failed
   */
  public Status waitStatus() {
    Work pending = work;
    if (pending == null) {
      return new Status();
    }
    pending.await();
    return finish();
  }

  /**
   * Waits until it is over.
   *
   * @throws MPIException if the operation failed
   */
  public void waitFor() {
    waitStatus();
  }

  /**
   * Waits until it is over.
   *
   * @return what became of it; empty if the request is null
   * @throws MPIException if the operation failed
   */
  public Status Wait() {
    return waitStatus();
  }

  /**
   * Tests whether it is over.
   *
   * @return what became of it, empty if the request is null; or null if it is not over
   * @throws MPIException if the operation failed
   */
  public Status testStatus() {
    Work pending = work;
    if (pending == null) {
      return new Status();
    }
    return pending.isDone() ? finish() : null;
  }

  /**
   * Tests whether it is over.
   *
   * @return whether it is over, or null
   * @throws MPIException if the operation failed
   */
  public boolean test() {
    return testStatus() != null;
  }

  /**
   * Tests whether it is over.
   *
   * @return what became of it, empty if the request is null; or null if it is not over
   * @throws MPIException if the operation failed
   */
  public Status Test() {
    return testStatus();
  }

  /**
   * Tests whether it is over, and leaves it as it is.
   *
   * @return what became of it, empty if the request is null; or null if it is not over
   * @throws MPIException if the operation failed
   */
  public Status getStatus() {
    Work pending = work;
    if (pending == null) {
      return new Status();
    }
    if (!pending.isDone()) {
      return null;
    }
    Status status = pending.complete();
    work = Work.done(status);
    return status;
  }

  /**
   * It is over: what came of it, or its exception. The request is null or inactive from here on.
   */
  final Status finish() {
    Work done = work;
    work = null;
    return done.complete();
  }

  /**
   * Takes the operation back, if no message has found it yet. It must still be waited for; the
   * status then says whether it was cancelled.
   *
   * @throws MPIException if the request is null
   */
  public void cancel() {
    if (work == null) {
      throw new MPIException(ErrorClass.REQUEST, "the request is null or inactive");
    }
    work.cancel();
  }

  /**
   * Takes the operation back, if no message has found it yet. It must still be waited for.
   *
   * @throws MPIException if the request is null
   */
  public void Cancel() {
    cancel();
  }

  /** Makes it null; the operation goes on. */
  @Override
  public void free() {
    work = null;
  }

  /** Does nothing; a request that nobody holds is collected. */
  @Override
  @SuppressWarnings({"deprecation", "removal", "Finalize"})
  public void finalize() {}

  /**
   * Whether it is null: waited for, tested with success, or freed.
   *
   * @return whether it is null
   */
  public boolean isNull() {
    return work == null;
  }

  /**
   * Whether it is null: waited for, tested with success, or freed.
   *
   * @return whether it is null
   */
  public boolean Is_null() {
    return isNull();
  }

  // ---- several

  /**
   * Waits until one is over.
   *
   * @param requests of which null ones do not count
   * @return what became of it, with its index; {@link MPI#UNDEFINED} if all are null
   * @throws MPIException if the operation failed
   */
  public static Status waitAnyStatus(Request[] requests) {
    int found = Requests.awaitAny(requests);
    return found < 0 ? new Status().at(MPI.UNDEFINED) : requests[found].finish().at(found);
  }

  /**
   * Waits until one is over.
   *
   * @param requests of which null ones do not count
   * @return its index; {@link MPI#UNDEFINED} if all are null
   * @throws MPIException if the operation failed
   */
  public static int waitAny(Request[] requests) {
    return waitAnyStatus(requests).index;
  }

  /**
   * Waits until one is over.
   *
   * @param requests of which null ones do not count
   * @return what became of it, with its index; {@link MPI#UNDEFINED} if all are null
   * @throws MPIException if the operation failed
   */
  public static Status Waitany(Request[] requests) {
    return waitAnyStatus(requests);
  }

  /**
   * Tests whether one is over.
   *
   * @param requests of which null ones do not count
   * @return what became of it, with its index, which is {@link MPI#UNDEFINED} if all are null; or
   *     null if none is over
   * @throws MPIException if the operation failed
   */
  public static Status testAnyStatus(Request[] requests) {
    int found = Requests.testAny(requests);
    if (found == Requests.NONE_ACTIVE) {
      return new Status().at(MPI.UNDEFINED);
    }
    return found < 0 ? null : requests[found].finish().at(found);
  }

  /**
   * Tests whether one is over.
   *
   * @param requests of which null ones do not count
   * @return its index; {@link MPI#UNDEFINED} if none is, or all are null
   * @throws MPIException if the operation failed
   */
  public static int testAny(Request[] requests) {
    Status status = testAnyStatus(requests);
    return status == null ? MPI.UNDEFINED : status.index;
  }

  /**
   * Tests whether one is over.
   *
   * @param requests of which null ones do not count
   * @return what became of it, with its index, which is {@link MPI#UNDEFINED} if all are null; or
   *     null if none is over
   * @throws MPIException if the operation failed
   */
  public static Status Testany(Request[] requests) {
    return testAnyStatus(requests);
  }

  /**
   * Waits until all are over.
   *
   * @param requests of which null ones do not count
   * @return what became of each, in their order
   * @throws MPIException if one failed, once all are over
   */
  public static Status[] waitAllStatus(Request[] requests) {
    return Requests.awaitAll(requests);
  }

  /**
   * Waits until all are over.
   *
   * @param requests of which null ones do not count
   * @throws MPIException if one failed, once all are over
   */
  public static void waitAll(Request[] requests) {
    Requests.awaitAll(requests);
  }

  /**
   * Waits until all are over.
   *
   * @param requests of which null ones do not count
   * @return what became of each, in their order
   * @throws MPIException if one failed, once all are over
   */
  public static Status[] Waitall(Request[] requests) {
    return Requests.awaitAll(requests);
  }

  /**
   * Tests whether all are over.
   *
   * @param requests of which null ones do not count
   * @return what became of each, in their order; null if one is not over, and then none is changed
   * @throws MPIException if one failed
   */
  public static Status[] testAllStatus(Request[] requests) {
    return Requests.areDone(requests) ? Requests.awaitAll(requests) : null;
  }

  /**
   * Tests whether all are over.
   *
   * @param requests of which null ones do not count
   * @return whether all are; if not, none is changed
   * @throws MPIException if one failed
   */
  public static boolean testAll(Request[] requests) {
    return testAllStatus(requests) != null;
  }

  /**
   * Tests whether all are over.
   *
   * @param requests of which null ones do not count
   * @return what became of each, in their order; null if one is not over, and then none is changed
   * @throws MPIException if one failed
   */
  public static Status[] Testall(Request[] requests) {
    return testAllStatus(requests);
  }

  /**
   * Waits until at least one is over.
   *
   * @param requests of which null ones do not count
   * @return what became of each that is over, with its index; null if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static Status[] waitSomeStatus(Request[] requests) {
    return Requests.awaitAny(requests) < 0 ? null : Requests.finishSome(requests);
  }

  /**
   * Waits until at least one is over.
   *
   * @param requests of which null ones do not count
   * @return the index of each that is over; null if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static int[] waitSome(Request[] requests) {
    return Requests.indices(waitSomeStatus(requests));
  }

  /**
   * Waits until at least one is over.
   *
   * @param requests of which null ones do not count
   * @return what became of each that is over, with its index; none if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static Status[] Waitsome(Request[] requests) {
    Status[] done = waitSomeStatus(requests);
    return done == null ? new Status[0] : done;
  }

  /**
   * Tests which are over.
   *
   * @param requests of which null ones do not count
   * @return what became of each that is over, with its index; null if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static Status[] testSomeStatus(Request[] requests) {
    return Requests.testAny(requests) == Requests.NONE_ACTIVE
        ? null
        : Requests.finishSome(requests);
  }

  /**
   * Tests which are over.
   *
   * @param requests of which null ones do not count
   * @return the index of each that is over; null if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static int[] testSome(Request[] requests) {
    return Requests.indices(testSomeStatus(requests));
  }

  /**
   * Tests which are over.
   *
   * @param requests of which null ones do not count
   * @return what became of each that is over, with its index; none if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static Status[] Testsome(Request[] requests) {
    Status[] done = testSomeStatus(requests);
    return done == null ? new Status[0] : done;
  }
}
