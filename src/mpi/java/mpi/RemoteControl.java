package mpi;

import mpi.WindowRequests.Kind;

/** Locks and epochs of a window on several nodes, by requests to the {@link WindowServer}s. */
final class RemoteControl implements WindowControl {
  private final WindowRequests requests;
  private final WindowServer server; // of this rank
  private final Waiting waiting;

  RemoteControl(WindowRequests requests, WindowServer server, Waiting waiting) {
    this.requests = requests;
    this.server = server;
    this.waiting = waiting;
  }

  @Override
  public void lockAlone(int target) {
    requests.ask(target, Kind.LOCK_ALONE);
  }

  @Override
  public void unlockAlone(int target) {
    requests.tell(target, Kind.UNLOCK_ALONE);
  }

  @Override
  public void lockShared(int target) {
    requests.ask(target, Kind.LOCK_SHARED);
  }

  @Override
  public void unlockShared(int target) {
    requests.tell(target, Kind.UNLOCK_SHARED);
  }

  @Override
  public void beginCombining(int target) {
    requests.ask(target, Kind.COMBINE);
  }

  @Override
  public void endCombining(int target) {
    requests.tell(target, Kind.END_COMBINING);
  }

  @Override
  public void post(int origin) {
    requests.tell(origin, Kind.POST);
  }

  @Override
  public void awaitPosted(int target, int count) {
    waiting.await(
        () -> server.posted.get(target) - count >= 0, () -> requests.requireAlive(target));
  }

  @Override
  public void complete(int target) {
    requests.tell(target, Kind.COMPLETE);
  }

  private boolean isCompleted(int origin, int count) {
    return server.completed.get(origin) - count >= 0;
  }

  @Override
  public boolean testCompleted(int origin, int count) {
    if (isCompleted(origin, count)) {
      return true;
    }
    requests.requireAlive(origin);
    return false;
  }

  @Override
  public void awaitCompleted(int origin, int count) {
    waiting.await(() -> isCompleted(origin, count), () -> requests.requireAlive(origin));
  }
}
