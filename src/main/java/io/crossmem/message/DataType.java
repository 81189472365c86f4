package io.crossmem.message;

/** Java's primitive types as elements of a message, in the byte order of the machine. */
public enum DataType {
  /** {@code byte}. */
  BYTE(Byte.BYTES),
  /** {@code short}. */
  SHORT(Short.BYTES),
  /** {@code char}: it can be sent, but no {@link Op} takes it. */
  CHAR(Character.BYTES),
  /** {@code int}. */
  INT(Integer.BYTES),
  /** {@code long}. */
  LONG(Long.BYTES),
  /** {@code float}. */
  FLOAT(Float.BYTES),
  /** {@code double}. */
  DOUBLE(Double.BYTES);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /**
   * The size of one element.
   *
   * @return 1, 2, 4 or 8 bytes
   */
  public int bytes() {
    return bytes;
  }
}
