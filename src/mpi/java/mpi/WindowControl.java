package mpi;

import java.lang.invoke.VarHandle;

/**
 * How the ranks of a window lock each other's memory, and tell each other of epochs. Methods that
 * wait throw an {@link MPIException} of class {@link MPI#ERR_PROC_FAILED} if a rank has ended that
 * they wait for.
 */
interface WindowControl {
  void lockAlone(int target);

  void unlockAlone(int target);

  void lockShared(int target);

  void unlockShared(int target);

  /** Waits until this rank alone combines elements of memory that cannot be changed atomically. */
  void beginCombining(int target);

  void endCombining(int target);

  /** Begins an exposure epoch for an origin. */
  void post(int origin);

  /** Waits until a target has begun so many exposure epochs for this rank. */
  void awaitPosted(int target, int count);

  /** Ends an access epoch at a target. */
  void complete(int target);

  /** Whether an origin has completed so many access epochs here; throws if it never will. */
  boolean testCompleted(int origin, int count);

  void awaitCompleted(int origin, int count);

  /** What this rank wrote before is seen by others that it tells of it, and the other way round. */
  static void fence() {
    VarHandle.fullFence();
  }
}
