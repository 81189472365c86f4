package mpi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Waiting for several requests. A null element counts as a null request. */
final class Requests {
  static final int NONE_DONE = -1;
  static final int NONE_ACTIVE = -2;

  /** Rounds of tests without a pause, then with one. */
  private static final int SPINS = 1000;

  private static final long PAUSE_NANOS = 20_000;

  private Requests() {}

  private static boolean isActive(Request request) {
    return request != null && request.work != null;
  }

  private static Request[] check(Request[] requests) {
    if (requests == null) {
      throw new MPIException(ErrorClass.REQUEST, "the array of requests is null");
    }
    return requests;
  }

  /** The index of one that is over, {@link #NONE_DONE} or {@link #NONE_ACTIVE}. */
  static int testAny(Request[] requests) {
    int result = NONE_ACTIVE;
    for (int i = 0; i < check(requests).length; i++) {
      if (isActive(requests[i])) {
        if (requests[i].work.isDone()) {
          return i;
        }
        result = NONE_DONE;
      }
    }
    return result;
  }

  /** The index of one that is over, or {@link #NONE_ACTIVE}. */
  static int awaitAny(Request[] requests) {
    int found = testAny(requests);
    for (int round = 0; found == NONE_DONE; round++) {
      if (round >= SPINS) {
        LockSupport.parkNanos(PAUSE_NANOS);
      } else {
        Thread.onSpinWait();
      }
      found = testAny(requests);
    }
    return found;
  }

  static boolean areDone(Request[] requests) {
    for (Request request : check(requests)) {
      if (isActive(request) && !request.work.isDone()) {
        return false;
      }
    }
    return true;
  }

  static Status[] awaitAll(Request[] requests) {
    Status[] statuses = new Status[check(requests).length];
    MPIException first = null;
    for (int i = 0; i < requests.length; i++) {
      try {
        statuses[i] = requests[i] == null ? new Status() : requests[i].waitStatus();
        statuses[i].index = i;
      } catch (MPIException e) {
        statuses[i] = new Status().at(i).failed(e.getErrorClass());
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
    return statuses;
  }

  /** The same without statuses. */
  static void endAll(Request[] requests) {
    MPIException first = null;
    for (Request request : check(requests)) {
      try {
        if (request != null) {
          request.waitFor();
        }
      } catch (MPIException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Ends what {@link #testAny} or {@link #awaitAny} found, and returns its index, if any. */
  static int endAny(Request[] requests, int found) {
    if (found < 0) {
      return MPI.UNDEFINED;
    }
    requests[found].endWork();
    return found;
  }

  static Status[] finishSome(Request[] requests) {
    List<Status> done = new ArrayList<>();
    MPIException first = null;
    for (int i = 0; i < requests.length; i++) {
      try {
        if (isActive(requests[i]) && requests[i].work.isDone()) {
          done.add(requests[i].finish().at(i));
        }
      } catch (MPIException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
    return done.toArray(new Status[0]);
  }

  static int[] indices(Status[] statuses) {
    if (statuses == null) {
      return null;
    }
    int[] indices = new int[statuses.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = statuses[i].index;
    }
    return indices;
  }
}
