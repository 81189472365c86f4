package io.crossmem.internal.process;

import io.crossmem.internal.sys.Proc;

/**
 * The thread whose id is passed to the kernel to access a process's memory. Normally this is the
 * first thread, whose id is the pid. But if it has exited while others live, the kernel finds no
 * memory by the pid.
 *
 * <p>The first thread's id stays reserved until the process ends. Another thread's id may be reused
 * as soon as that thread exits, so it is checked before and after each transfer.
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

  /** Whether the id still belongs to a thread of the process. */
  boolean isValid() {
    int known = id;
    return known == pid || Proc.isLivingThread(pid, known);
  }

  /** Chooses the first thread if it lives, or else another one. */
  void find() {
    id = (int) Proc.livingThread(pid);
  }
}
