package mpi;

/**
 * An operation that was started. After a wait, or a test that found it complete, the request is
 * null. A {@link Prequest} is then inactive instead, and can be started again.
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
   * Waits until the operation is complete.
   *
   * @return its status; empty if the request is null
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
   * Waits until the operation is complete.
   *
   * @throws MPIException if the operation failed
   */
  public void waitFor() {
    Work pending = work;
    if (pending != null) {
      pending.await();
      endWork();
    }
  }

  /**
   * Waits until the operation is complete.
   *
   * @return its status; empty if the request is null
   * @throws MPIException if the operation failed
   */
  public Status Wait() {
    return waitStatus();
  }

  /**
   * Tests whether the operation is complete.
   *
   * @return its status, empty if the request is null; null if the operation is not complete
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
   * Tests whether the operation is complete.
   *
   * @return true if it is complete, or the request is null
   * @throws MPIException if the operation failed
   */
  public boolean test() {
    Work pending = work;
    boolean isDone = pending == null || pending.isDone();
    if (pending != null && isDone) {
      endWork();
    }
    return isDone;
  }

  /**
   * Tests whether the operation is complete.
   *
   * @return its status, empty if the request is null; null if the operation is not complete
   * @throws MPIException if the operation failed
   */
  public Status Test() {
    return testStatus();
  }

  /**
   * Tests whether the operation is complete, without changing the request.
   *
   * @return its status, empty if the request is null; null if the operation is not complete
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
   * The operation is complete: returns its status or throws its exception. From then on the request
   * is null or inactive.
   */
  final Status finish() {
    Work done = work;
    work = null;
    return done.complete();
  }

  /** The same without a status. */
  final void endWork() {
    Work done = work;
    work = null;
    done.end();
  }

  /**
   * Cancels the operation, if it has not matched a message yet. The program must still wait for it;
   * the status then says whether it was cancelled.
   *
   * @throws MPIException if the request is null
   */
  public void cancel() {
    if (work == null) {
      throw new MPIException(ErrorClass.REQUEST, "the request is null or inactive");
    }
    work.withdraw();
  }

  /**
   * Cancels the operation, if it has not matched a message yet. The program must still wait for it.
   *
   * @throws MPIException if the request is null
   */
  public void Cancel() {
    cancel();
  }

  /** Makes the request null; the operation continues. */
  @Override
  public void free() {
    work = null;
  }

  /** Does nothing: the garbage collector removes unused requests. */
  @Override
  @SuppressWarnings({"deprecation", "removal", "Finalize"})
  public void finalize() {}

  /**
   * Whether it is null: a wait or test has completed it, or it was freed.
   *
   * @return whether it is null
   */
  public boolean isNull() {
    return work == null;
  }

  /**
   * Whether it is null: a wait or test has completed it, or it was freed.
   *
   * @return whether it is null
   */
  public boolean Is_null() {
    return isNull();
  }

  // ---- several

  /**
   * Waits until one is complete.
   *
   * @param requests null ones are ignored
   * @return its status with its index, which is {@link MPI#UNDEFINED} if all are null
   * @throws MPIException if the operation failed
   */
  public static Status waitAnyStatus(Request[] requests) {
    int found = Requests.awaitAny(requests);
    return found < 0 ? new Status().at(MPI.UNDEFINED) : requests[found].finish().at(found);
  }

  /**
   * Waits until one is complete.
   *
   * @param requests null ones are ignored
   * @return its index; {@link MPI#UNDEFINED} if all are null
   * @throws MPIException if the operation failed
   */
  public static int waitAny(Request[] requests) {
    return Requests.endAny(requests, Requests.awaitAny(requests));
  }

  /**
   * Waits until one is complete.
   *
   * @param requests null ones are ignored
   * @return its status with its index, which is {@link MPI#UNDEFINED} if all are null
   * @throws MPIException if the operation failed
   */
  public static Status Waitany(Request[] requests) {
    return waitAnyStatus(requests);
  }

  /**
   * Tests whether one is complete.
   *
   * @param requests null ones are ignored
   * @return its status with its index, which is {@link MPI#UNDEFINED} if all are null; null if none
   *     is complete
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
   * Tests whether one is complete.
   *
   * @param requests null ones are ignored
   * @return its index; {@link MPI#UNDEFINED} if none is, or all are null
   * @throws MPIException if the operation failed
   */
  public static int testAny(Request[] requests) {
    return Requests.endAny(requests, Requests.testAny(requests));
  }

  /**
   * Tests whether one is complete.
   *
   * @param requests null ones are ignored
   * @return its status with its index, which is {@link MPI#UNDEFINED} if all are null; null if none
   *     is complete
   * @throws MPIException if the operation failed
   */
  public static Status Testany(Request[] requests) {
    return testAnyStatus(requests);
  }

  /**
   * Waits until all are complete.
   *
   * @param requests null ones are ignored
   * @return the status of each, in their order
   * @throws MPIException if one failed, once all are over
   */
  public static Status[] waitAllStatus(Request[] requests) {
    return Requests.awaitAll(requests);
  }

  /**
   * Waits until all are complete.
   *
   * @param requests null ones are ignored
   * @throws MPIException if one failed, once all are over
   */
  public static void waitAll(Request[] requests) {
    Requests.endAll(requests);
  }

  /**
   * Waits until all are complete.
   *
   * @param requests null ones are ignored
   * @return the status of each, in their order
   * @throws MPIException if one failed, once all are over
   */
  public static Status[] Waitall(Request[] requests) {
    return Requests.awaitAll(requests);
  }

  /**
   * Tests whether all are complete.
   *
   * @param requests null ones are ignored
   * @return the status of each, in their order; null if one is not complete, and then no request is
   *     changed
   * @throws MPIException if one failed
   */
  public static Status[] testAllStatus(Request[] requests) {
    return Requests.areDone(requests) ? Requests.awaitAll(requests) : null;
  }

  /**
   * Tests whether all are complete.
   *
   * @param requests null ones are ignored
   * @return whether all are; if not, no request is changed
   * @throws MPIException if one failed
   */
  public static boolean testAll(Request[] requests) {
    boolean areDone = Requests.areDone(requests);
    if (areDone) {
      Requests.endAll(requests);
    }
    return areDone;
  }

  /**
   * Tests whether all are complete.
   *
   * @param requests null ones are ignored
   * @return the status of each, in their order; null if one is not complete, and then no request is
   *     changed
   * @throws MPIException if one failed
   */
  public static Status[] Testall(Request[] requests) {
    return testAllStatus(requests);
  }

  /**
   * Waits until at least one is complete.
   *
   * @param requests null ones are ignored
   * @return the status of each that is complete, with its index; null if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static Status[] waitSomeStatus(Request[] requests) {
    return Requests.awaitAny(requests) < 0 ? null : Requests.finishSome(requests);
  }

  /**
   * Waits until at least one is complete.
   *
   * @param requests null ones are ignored
   * @return the index of each that is complete; null if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static int[] waitSome(Request[] requests) {
    return Requests.indices(waitSomeStatus(requests));
  }

  /**
   * Waits until at least one is complete.
   *
   * @param requests null ones are ignored
   * @return the status of each that is complete, with its index; none if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static Status[] Waitsome(Request[] requests) {
    Status[] done = waitSomeStatus(requests);
    return done == null ? new Status[0] : done;
  }

  /**
   * Tests which are complete.
   *
   * @param requests null ones are ignored
   * @return the status of each that is complete, with its index; null if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static Status[] testSomeStatus(Request[] requests) {
    return Requests.testAny(requests) == Requests.NONE_ACTIVE
        ? null
        : Requests.finishSome(requests);
  }

  /**
   * Tests which are complete.
   *
   * @param requests null ones are ignored
   * @return the index of each that is complete; null if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static int[] testSome(Request[] requests) {
    return Requests.indices(testSomeStatus(requests));
  }

  /**
   * Tests which are complete.
   *
   * @param requests null ones are ignored
   * @return the status of each that is complete, with its index; none if all are null
   * @throws MPIException if one failed, once the others that are over are dealt with
   */
  public static Status[] Testsome(Request[] requests) {
    Status[] done = testSomeStatus(requests);
    return done == null ? new Status[0] : done;
  }
}
