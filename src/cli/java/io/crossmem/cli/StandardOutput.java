package io.crossmem.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output that ends the command if writing fails. A {@link java.io.PrintWriter} would only
 * remember that there was an error, not which one.
 */
final class StandardOutput extends OutputStream {
  private static final int S_IFMT = 0170000; // see inode(7)
  private static final int S_IFIFO = 0010000;
  private static final int S_IFSOCK = 0140000;
  private static final int KILLED_BY_SIGPIPE = 128 + 13;

  private final OutputStream file;
  private IOException failure;

  StandardOutput(OutputStream file) {
    this.file = file;
  }

  /** Writing failed. See {@link #problem} and {@link #status}. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Failed(IOException cause) {
      super(cause);
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failure != null) {
      return; // the rest of a buffer
    }
    try {
      file.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw new Failed(e);
    }
  }

  /** The error message; null if there is none, or if the reader has closed the pipe. */
  String problem() {
    return failure == null || isPipe() ? null : "standard output: " + failure.getMessage();
  }

  /** The exit status for a command's own status; like that of a program killed by SIGPIPE. */
  int status(int status) {
    if (failure == null) {
      return status;
    }
    return isPipe() ? KILLED_BY_SIGPIPE : 1;
  }

  private static boolean isPipe() {
    try {
      int mode = (int) Files.getAttribute(Path.of("/proc/self/fd/1"), "unix:mode") & S_IFMT;
      return mode == S_IFIFO || mode == S_IFSOCK;
    } catch (IOException e) {
      return false;
    }
  }
}
