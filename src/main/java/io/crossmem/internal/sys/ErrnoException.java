package io.crossmem.internal.sys;

/** A system call failed. */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kernel's error number. */
  private final int errno;

  /**
   * The message has the call and the number.
   *
   * @param errno above 0
   */
  public ErrnoException(String call, int errno) {
    super(call + ": errno " + errno);
    this.errno = errno;
  }

  /** The kernel's error number, above 0. */
  public int errno() {
    return errno;
  }
}
