package io.crossmem.message;

import io.crossmem.internal.data.ElementType;

/** Java's primitive types as elements of a message, in the byte order of the machine. */
public enum DataType {
  /** {@code byte}. */
  BYTE(ElementType.BYTE),
  /** {@code short}. */
  SHORT(ElementType.SHORT),
  /** {@code char}: it can be sent; in reductions only {@link Op#onBuffers} accepts it. */
  CHAR(ElementType.CHAR),
  /** {@code int}. */
  INT(ElementType.INT),
  /** {@code long}. */
  LONG(ElementType.LONG),
  /** {@code float}. */
  FLOAT(ElementType.FLOAT),
  /** {@code double}. */
  DOUBLE(ElementType.DOUBLE);

  private final ElementType element;

  DataType(ElementType element) {
    this.element = element;
  }

  /** The type with the same name as an internal type. */
  static DataType of(ElementType element) {
    return valueOf(element.name());
  }

  /**
   * The size of one element.
   *
   * @return 1, 2, 4 or 8 bytes
   */
  public int bytes() {
    return element.bytes();
  }

  ElementType element() {
    return element;
  }
}
