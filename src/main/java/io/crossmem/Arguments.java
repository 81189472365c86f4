package io.crossmem;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

/** Checks arguments; every message names the argument. */
final class Arguments {
  private Arguments() {}

  /** Returns the pid as the int that the kernel takes. */
  static int requirePid(long pid) {
    if (pid <= 0 || pid > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("pid is not between 1 and 2^31-1: " + pid);
    }
    return (int) pid;
  }

  static void requireNoneNull(Object[] array, String name) {
    Objects.requireNonNull(array, name);
    for (int i = 0; i < array.length; i++) {
      if (array[i] == null) {
        throw new NullPointerException(name + "[" + i + "]");
      }
    }
  }

  static void requireWritable(ByteBuffer buffer, String name) {
    if (buffer.isReadOnly()) {
      throw readOnly(name);
    }
  }

  static ReadOnlyBufferException readOnly(String name) {
    return new NamedReadOnlyBufferException(name);
  }

  /** The JDK's exception has no constructor that takes a message. */
  private static final class NamedReadOnlyBufferException extends ReadOnlyBufferException {
    private static final long serialVersionUID = 1L;
    private final String name;

    NamedReadOnlyBufferException(String name) {
      this.name = name;
    }

    @Override
    public String getMessage() {
      return name + " is read-only and cannot be read into";
    }
  }
}
