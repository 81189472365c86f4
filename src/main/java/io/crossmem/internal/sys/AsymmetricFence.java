package io.crossmem.internal.sys;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A pair of full fences, where the side that runs rarely pays for both.
 *
 * <pre>
 *   often                       rarely
 *   x = 1                       y = 1
 *   light()                     heavy()
 *   read y                      read x
 * </pre>
 *
 * <p>At least one of the two sides reads 1, as with a full fence on both sides. The reason: {@link
 * #heavy} calls membarrier(2) with GLOBAL_EXPEDITED. Before this call returns, each core that runs
 * a thread of a registered process executes a full fence; threads that do not run at that time have
 * passed a fence when the kernel switched them. If that fence comes before "read y" in the program
 * order of the frequent side, that read comes after "y = 1". Otherwise it comes after "x = 1",
 * which has therefore left the store buffer before "read x".
 *
 * <p>On the frequent side only the compiler must keep the program order. Java has no fence for the
 * compiler alone. But HotSpot's compilers move no memory access across any kind of fence, and on
 * x86 a release fence is no instruction. In other virtual machines, and if a process is not
 * registered, both sides use full fences. AsymmetricFenceTest soon fails without the system call of
 * the heavy side. Without the fence of the light side HotSpot has kept the order so far.
 */
public final class AsymmetricFence {
  private static final boolean REGISTERED = isHotSpot() && register();

  /** Long enough for any store to leave the store buffer, which takes microseconds. */
  private static final long DRAINED_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final boolean asymmetric;

  /**
   * A fence for threads of several processes.
   *
   * @param allRegistered whether {@link #isRegistered} was true in each of them
   */
  public AsymmetricFence(boolean allRegistered) {
    asymmetric = allRegistered && REGISTERED;
  }

  /** Whether this process is registered; the first use of this class does so, in 10 to 20 ms. */
  public static boolean isRegistered() {
    return REGISTERED;
  }

  private static boolean isHotSpot() {
    String name = System.getProperty("java.vm.name", "");
    return name.contains("OpenJDK") || name.contains("HotSpot");
  }

  private static boolean register() {
    NativeLibrary.ensureLoaded();
    return Syscalls.membarrier(Syscalls.MEMBARRIER_REGISTER_GLOBAL_EXPEDITED) == 0;
  }

  /** Whether {@link #light} is cheaper than a full fence. */
  public boolean isAsymmetric() {
    return asymmetric;
  }

  /** For the frequent side: no instruction on x86. */
  public void light() {
    if (asymmetric) {
      VarHandle.releaseFence();
    } else {
      VarHandle.fullFence();
    }
  }

  /** For the rare side: about 10 µs. */
  public void heavy() {
    VarHandle.fullFence();
    if (asymmetric && Syscalls.membarrier(Syscalls.MEMBARRIER_GLOBAL_EXPEDITED) != 0) {
      LockSupport.parkNanos(DRAINED_NS); // a seccomp filter that was added later denies membarrier
    }
  }
}
