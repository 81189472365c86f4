package io.crossmem.internal.sys;

/** The kernel refused a call. */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kernel's number. */
  private final int errno;

  /**
   * Names the call and the number.
   *
   * @param errno above 0
   */
  public ErrnoException(String call, int errno) {
    super(call + ": errno " + errno);
    this.errno = errno;
  }

  /** The kernel's number, above 0. */
  public int errno() {
    return errno;
  }
}
