package io.crossmem;

import java.io.IOException;

/**
 * The kernel refused to open, read or write another process, or did so only in part.
 *
 * <p>The message names the operation, the process, the addresses, the errno, how far the transfer
 * got and, for {@link Errno#EPERM}, the cause and its remedy.
 */
public class ProcessMemoryException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The kernel's number of {@link #errno()}. */
  private final int errnoNumber;

  /** The process. */
  private final long pid;

  /** Bytes that had moved. */
  private final long bytesTransferred;

  /** The first byte that did not move. */
  private final long faultAddress;

  ProcessMemoryException(
      String message, int errnoNumber, long pid, long bytesTransferred, long faultAddress) {
    super(message);
    this.errnoNumber = errnoNumber;
    this.pid = pid;
    this.bytesTransferred = bytesTransferred;
    this.faultAddress = faultAddress;
  }

  /** {@return what the kernel said; {@link Errno#OTHER} for one that has no constant} */
  public Errno errno() {
    return Errno.of(errnoNumber);
  }

  /** {@return the kernel's number of {@link #errno()}, also where that is {@link Errno#OTHER}} */
  public int errnoNumber() {
    return errnoNumber;
  }

  /** {@return the pid of the process that was to be read or written} */
  public long pid() {
    return pid;
  }

  /** {@return the bytes that had moved before the transfer stopped, in the order of the vectors} */
  public long bytesTransferred() {
    return bytesTransferred;
  }

  /**
   * Where it stopped: the address, in the other process, of the first byte that did not move. It is
   * unsigned; 0 where no transfer was under way.
   *
   * <p>With {@link Errno#EFAULT} either side can be at fault; the message says which, and names the
   * local address where it was this process's own memory.
   *
   * @return the address
   */
  public long faultAddress() {
    return faultAddress;
  }
}
