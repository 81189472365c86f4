package io.crossmem.internal.process;

import io.crossmem.internal.sys.Proc;

/**
 * The thread by which the kernel is asked for a process's memory. That is the first, whose id is
 * the pid; but once it has exited, and others go on, the kernel finds no memory by the pid.
 *
 * <p>The first thread's id goes with the process. Another's may be given to another process as soon
 * as it has exited, so it is looked at before and after each transfer.
 */
final class MemoryThread {
  private final int pid;
  private volatile int id;

  MemoryThread(int pid) {
    this.pid = pid;
    this.id = pid;
  }

  int id() {
    return id;
  }

  boolean isFirst() {
    return id == pid;
  }

  /** Whether the id is still that of a thread of the process. */
  boolean isValid() {
    int known = id;
    return known == pid || Proc.isLivingThread(pid, known);
  }

  /** Takes the first if it lives, or else another. */
  void find() {
    id = (int) Proc.livingThread(pid);
  }
}
