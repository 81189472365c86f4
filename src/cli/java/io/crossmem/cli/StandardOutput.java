package io.crossmem.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output that ends the command when it cannot be written: a {@link java.io.PrintWriter}
 * would only remember that something was lost, and not what.
 */
final class StandardOutput extends OutputStream {
  private static final int S_IFMT = 0170000; // see inode(7)
  private static final int S_IFIFO = 0010000;
  private static final int S_IFSOCK = 0140000;
  private static final int KILLED_BY_SIGPIPE = 128 + 13;

  static final StandardOutput STREAM = new StandardOutput();

  private final OutputStream file = new FileOutputStream(FileDescriptor.out);
  private IOException failure;

  private StandardOutput() {}

  /** Nothing more can be written. What is said of it, {@link #status} knows. */
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
      return; // what was still in a buffer
    }
    try {
      file.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw new Failed(e);
    }
  }

  /** What went wrong; null if nothing did, or the reader has seen enough. */
  String problem() {
    return failure == null || isPipe() ? null : "standard output: " + failure.getMessage();
  }

  /** The exit status, given that of the command: as of a program that SIGPIPE ended. */
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
