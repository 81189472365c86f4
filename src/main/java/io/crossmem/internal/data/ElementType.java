package io.crossmem.internal.data;

import io.crossmem.internal.sys.Syscalls;

/** Java's primitive types as elements of a message. */
public enum ElementType {
  BYTE(Byte.BYTES, Syscalls.BYTE),
  SHORT(Short.BYTES, Syscalls.SHORT),
  CHAR(Character.BYTES, -1),
  INT(Integer.BYTES, Syscalls.INT),
  LONG(Long.BYTES, Syscalls.LONG),
  FLOAT(Float.BYTES, Syscalls.FLOAT),
  DOUBLE(Double.BYTES, Syscalls.DOUBLE);

  private final int bytes;
  private final int number;

  ElementType(int bytes, int number) {
    this.bytes = bytes;
    this.number = number;
  }

  /** Size of one element in bytes: 1, 2, 4 or 8. */
  public int bytes() {
    return bytes;
  }

  /** Whether a length in bytes is that of a number of elements; without a slow division. */
  public boolean fits(long length) {
    return (length & (bytes - 1)) == 0;
  }

  /** The number for {@link Syscalls#reduce}; -1 if the type cannot be reduced. */
  public int number() {
    return number;
  }
}
