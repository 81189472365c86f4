package io.crossmem.internal.join;

import io.crossmem.internal.sys.OperatorLog;
import io.crossmem.internal.sys.Proc;
import java.util.OptionalLong;

/**
 * Whether the launcher has bound this process to one core, which the threads of its JVM's compiler
 * and garbage collector then use as well. Open MPI does so by default, and ranks become slow. One
 * rank of a job logs a warning.
 */
public final class CoreBinding {
  private CoreBinding() {}

  /**
   * Warns if all ranks are on one node and rank 0 is bound; this is rank 0 or another one.
   * crossmem's own launcher binds ranks only if it is told to.
   */
  public static void warnOnOneNode(LauncherEnvironment told) {
    boolean own = System.getenv("CROSSMEM_LAUNCHER") != null;
    if (!own && told.rank() == 0 && told.size() > 1 && isToOneCore(told.launcherPid())) {
      warn(0);
    }
  }

  /** A process that could not use more cores anyway, as in some containers, is not bound. */
  static boolean isToOneCore(OptionalLong launcher) {
    return Runtime.getRuntime().availableProcessors() == 1
        && launcher.isPresent()
        && Cores.allowed(Proc.ownStatus()).bitCount() == 1
        && Cores.allowed(Proc.status(launcher.getAsLong())).bitCount() > 1;
  }

  static void warn(int rank) {
    OperatorLog.warn(
        () ->
            "the launcher has bound rank "
                + rank
                + " to one core, and perhaps others: their compilers and garbage collectors have to"
                + " use it as well; start ranks with --bind-to none (mpirun), -bind-to none"
                + " (mpiexec) or --cpu-bind=none (srun)");
  }
}
