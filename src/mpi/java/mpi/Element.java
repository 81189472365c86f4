package mpi;

import io.crossmem.message.DataType;

/** What the elements of a buffer are: the basic datatypes. */
enum Element {
  BYTE(1, 1, DataType.BYTE, byte[].class),
  CHAR(2, 2, DataType.CHAR, char[].class),
  SHORT(3, 2, DataType.SHORT, short[].class),
  /** Sent as bytes, 0 or 1. */
  BOOLEAN(4, 1, DataType.BYTE, boolean[].class),
  INT(5, 4, DataType.INT, int[].class),
  LONG(6, 8, DataType.LONG, long[].class),
  FLOAT(7, 4, DataType.FLOAT, float[].class),
  DOUBLE(8, 8, DataType.DOUBLE, double[].class),
  PACKED(9, 1, DataType.BYTE, byte[].class),
  /** Sent as serialized bytes. */
  OBJECT(10, 1, DataType.BYTE, Object[].class),
  /** Of {@code LB}, {@code UB} and the null datatype: no elements at all. */
  NONE(0, 0, DataType.BYTE, Void.class);

  final int number; // in the API
  final int bytes;
  final DataType message; // how it travels
  final Class<?> array;

  Element(int number, int bytes, DataType message, Class<?> array) {
    this.number = number;
    this.bytes = bytes;
    this.message = message;
    this.array = array;
  }
}
