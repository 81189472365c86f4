package io.crossmem.message;

/** What a message is made of: Java's primitive types, at Java's widths, in native byte order. */
public enum DataType {
  /** One byte. */
  BYTE(Byte.BYTES),
  /** Two bytes. */
  SHORT(Short.BYTES),
  /** Two bytes, unsigned; has no reductions. */
  CHAR(Character.BYTES),
  /** Four bytes. */
  INT(Integer.BYTES),
  /** Eight bytes. */
  LONG(Long.BYTES),
  /** Four bytes. */
  FLOAT(Float.BYTES),
  /** Eight bytes. */
  DOUBLE(Double.BYTES);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Size of one element.
   *
   * @return bytes
   */
  public int bytes() {
    return bytes;
  }
}
