package io.crossmem;

import java.io.IOException;

/**
 * Another process could not be opened, read or written, or only in part.
 *
 * <p>The message names the operation, the process, the addresses, the errno, how many bytes were
 * copied and, for {@link Errno#EPERM}, the cause and its remedy.
 */
public class ProcessMemoryException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The kernel's number of {@link #errno()}. */
  private final int errnoNumber;

  /** The process. */
  private final long pid;

  /** Bytes copied before the error. */
  private final long bytesTransferred;

  /** Address of the first byte that was not copied. */
  private final long faultAddress;

  ProcessMemoryException(
      String message, int errnoNumber, long pid, long bytesTransferred, long faultAddress) {
    super(message);
    this.errnoNumber = errnoNumber;
    this.pid = pid;
    this.bytesTransferred = bytesTransferred;
    this.faultAddress = faultAddress;
  }

  /** {@return the kernel's error; {@link Errno#OTHER} if there is no constant for it} */
  public Errno errno() {
    return Errno.of(errnoNumber);
  }

  /** {@return the kernel's number of {@link #errno()}, also if that is {@link Errno#OTHER}} */
  public int errnoNumber() {
    return errnoNumber;
  }

  /** {@return the pid of the process that was to be read or written} */
  public long pid() {
    return pid;
  }

  /** {@return the bytes copied before the transfer stopped, in the order of the vectors} */
  public long bytesTransferred() {
    return bytesTransferred;
  }

  /**
   * Where the transfer stopped: the address, in the other process, of the first byte that was not
   * copied. It is unsigned; 0 if there was no transfer.
   *
   * <p>With {@link Errno#EFAULT} the fault can be on either side. The message says which; if it was
   * this process's own memory, it names the local address.
   *
   * @return the address
   */
  public long faultAddress() {
    return faultAddress;
  }
}
