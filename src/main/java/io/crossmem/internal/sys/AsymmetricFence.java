package io.crossmem.internal.sys;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A pair of full fences of which the rare side pays for both.
 *
 * <pre>
 *   often                       rarely
 *   x = 1                       y = 1
 *   light()                     heavy()
 *   read y                      read x
 * </pre>
 *
 * <p>At least one of the two reads 1, as with a full fence on both sides. Why: {@link #heavy} is
 * membarrier(2), GLOBAL_EXPEDITED. It has each core that runs a thread of a registered process
 * execute a full fence at some moment before it returns; one that does not run meanwhile has passed
 * one when the kernel switched it. If that moment lies before "read y" in the order of the often
 * side's program, that read comes after "y = 1". If not, it lies after "x = 1", which therefore has
 * left the store buffer before "read x".
 *
 * <p>What is left for the often side is that the compiler keeps the program's order. Java has no
 * fence for the compiler alone. But the compilers of HotSpot move no access to memory over a fence
 * of any kind, and a release fence takes no instruction on x86. In other virtual machines, and
 * where a process is not registered, both sides use full fences. AsymmetricFenceTest fails soon
 * without the heavy side's system call; without the light side's fence HotSpot has kept the order
 * so far.
 */
public final class AsymmetricFence {
  private static final boolean REGISTERED = isHotSpot() && register();

  /** After which no store is in a store buffer, which takes microseconds. */
  private static final long DRAINED_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final boolean asymmetric;

  /**
   * One for threads of several processes.
   *
   * @param allRegistered whether {@link #isRegistered} was true in each of them
   */
  public AsymmetricFence(boolean allRegistered) {
    asymmetric = allRegistered && REGISTERED;
  }

  /** Whether this process takes part; the first use of this class registers it, in 10 to 20 ms. */
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

  /** Whether the light side is light. */
  public boolean isAsymmetric() {
    return asymmetric;
  }

  /** On the side that is often used: no instruction on x86. */
  public void light() {
    if (asymmetric) {
      VarHandle.releaseFence();
    } else {
      VarHandle.fullFence();
    }
  }

  /** On the side that is rarely used: some 10 µs. */
  public void heavy() {
    VarHandle.fullFence();
    if (asymmetric && Syscalls.membarrier(Syscalls.MEMBARRIER_GLOBAL_EXPEDITED) != 0) {
      LockSupport.parkNanos(DRAINED_NS); // a filter for system calls that came later refuses it
    }
  }
}
