package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/** A complex number in a buffer: its real part and its imaginary part. */
public final class DoubleComplex {
  private final DoubleBuffer buffer;
  private final int offset;

  private DoubleComplex(DoubleBuffer buffer, int index) {
    this.buffer = buffer;
    offset = 2 * index;
  }

  /**
   * The first number of a buffer.
   *
   * @param buffer with the numbers
   * @return a view of the number
   */
  public static DoubleComplex get(DoubleBuffer buffer) {
    return get(buffer, 0);
  }

  /**
   * A number of a buffer.
   *
   * @param buffer with the numbers
   * @param index of the number
   * @return a view of the number
   */
  public static DoubleComplex get(DoubleBuffer buffer, int index) {
    return new DoubleComplex(buffer, index);
  }

  /**
   * The first number of an array.
   *
   * @param array with the numbers
   * @return a view of the number
   */
  public static DoubleComplex get(double[] array) {
    return get(array, 0);
  }

  /**
   * A number of an array.
   *
   * @param array with the numbers
   * @param index of the number
   * @return a view of the number
   */
  public static DoubleComplex get(double[] array, int index) {
    return get(DoubleBuffer.wrap(array), index);
  }

  /**
   * The first number of a buffer of bytes in native order.
   *
   * @param buffer with the numbers
   * @return a view of the number
   */
  public static DoubleComplex get(ByteBuffer buffer) {
    return get(buffer, 0);
  }

  /**
   * A number of a buffer of bytes in native order.
   *
   * @param buffer with the numbers
   * @param index of the number
   * @return a view of the number
   */
  public static DoubleComplex get(ByteBuffer buffer, int index) {
    return get(buffer.duplicate().clear().order(ByteOrder.nativeOrder()).asDoubleBuffer(), index);
  }

  /**
   * The real part.
   *
   * @return its value
   */
  public double getReal() {
    return buffer.get(offset);
  }

  /**
   * The imaginary part.
   *
   * @return its value
   */
  public double getImag() {
    return buffer.get(offset + 1);
  }

  /**
   * Changes the real part.
   *
   * @param real its value
   */
  public void putReal(double real) {
    buffer.put(offset, real);
  }

  /**
   * Changes the imaginary part.
   *
   * @param imag its value
   */
  public void putImag(double imag) {
    buffer.put(offset + 1, imag);
  }

  /**
   * The number as a buffer of two elements.
   *
   * @return a view of it
   */
  public DoubleBuffer getBuffer() {
    return buffer.slice(offset, 2);
  }
}
