package io.crossmem;

import io.crossmem.internal.sys.Proc;

/** Makes the exceptions, and their messages, for errors of the kernel. */
final class Failure {
  private Failure() {}

  /** A process that could not be opened. */
  static ProcessMemoryException open(long pid, int errno) {
    return inquiry("open", pid, errno);
  }

  /** A process whose files in /proc could not be read. */
  static ProcessMemoryException look(long pid, int errno) {
    return inquiry("read /proc", pid, errno);
  }

  private static ProcessMemoryException inquiry(String what, long pid, int errno) {
    String message = what + " of process " + pid + ": " + name(errno) + reason(pid, errno);
    return new ProcessMemoryException(message, errno, pid, 0, 0);
  }

  /** A process that could not be allowed to attach. */
  static ProcessMemoryException allow(long pid, int errno) {
    String message = "allowing access from process " + pid + ": " + name(errno);
    return new ProcessMemoryException(message, errno, pid, 0, 0);
  }

  /**
   * A transfer that moved less than it should.
   *
   * @param spans in the other process
   * @param stoppedAt address in the other process of the first byte that was not copied
   * @param detail the cause, or null if it is not known
   */
  static ProcessMemoryException transfer(
      Operation operation,
      long pid,
      Spans spans,
      int errno,
      long bytesTransferred,
      long stoppedAt,
      String detail) {
    String message =
        operation
            + " of process "
            + pid
            + " at "
            + range(spans)
            + ": "
            + name(errno)
            + ", stopped at "
            + hex(stoppedAt)
            + " after "
            + bytesTransferred
            + " bytes"
            + (detail != null ? ": " + detail : reason(pid, errno));
    return new ProcessMemoryException(message, errno, pid, bytesTransferred, stoppedAt);
  }

  static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }

  private static String range(Spans spans) {
    if (spans.size() == 0) {
      return "no address";
    }
    long first = spans.address(0);
    return spans.size() == 1
        ? hex(first) + "-" + hex(first + spans.length(0))
        : spans.size() + " spans, the first at " + hex(first);
  }

  private static String name(int errno) {
    Errno known = Errno.of(errno);
    return known == Errno.OTHER
        ? "errno " + errno
        : known + " (" + errno + ", " + known.words() + ")";
  }

  private static String reason(long pid, int errno) {
    return switch (Errno.of(errno)) {
      case EPERM, ESRCH, ENOSYS -> {
        AccessReport report = AccessDiagnosis.of((int) pid);
        yield report.isAllowed() ? "" : ": " + report.explanation() + "; " + report.remedy();
      }
      case EINVAL, ENOENT -> { // pidfd_open of a thread; which one depends on the kernel version
        String process = Proc.status(pid).getOrDefault("Tgid", "");
        yield process.isEmpty() || process.equals(Long.toString(pid))
            ? ""
            : ": it is a thread of process " + process + "; open that process";
      }
      case EOVERFLOW ->
          ": a 32-bit JVM can only address the first 4 GiB of a process; use a 64-bit JVM";
      default -> "";
    };
  }
}
