package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A complex number in a buffer: its real part and its imaginary part. */
public final class FloatComplex {
  private final FloatBuffer buffer;
  private final int offset;

  private FloatComplex(FloatBuffer buffer, int index) {
    this.buffer = buffer;
    offset = 2 * index;
  }

  /**
   * The first number of a buffer.
   *
   * @param buffer with the numbers
   * @return a view of the number
   */
  public static FloatComplex get(FloatBuffer buffer) {
    return get(buffer, 0);
  }

  /**
   * A number of a buffer.
   *
   * @param buffer with the numbers
   * @param index of the number
   * @return a view of the number
   */
  public static FloatComplex get(FloatBuffer buffer, int index) {
    return new FloatComplex(buffer, index);
  }

  /**
   * The first number of an array.
   *
   * @param array with the numbers
   * @return a view of the number
   */
  public static FloatComplex get(float[] array) {
    return get(array, 0);
  }

  /**
   * A number of an array.
   *
   * @param array with the numbers
   * @param index of the number
   * @return a view of the number
   */
  public static FloatComplex get(float[] array, int index) {
    return get(FloatBuffer.wrap(array), index);
  }

  /**
   * The first number of a buffer of bytes in native order.
   *
   * @param buffer with the numbers
   * @return a view of the number
   */
  public static FloatComplex get(ByteBuffer buffer) {
    return get(buffer, 0);
  }

  /**
   * A number of a buffer of bytes in native order.
   *
   * @param buffer with the numbers
   * @param index of the number
   * @return a view of the number
   */
  public static FloatComplex get(ByteBuffer buffer, int index) {
    return get(buffer.duplicate().clear().order(ByteOrder.nativeOrder()).asFloatBuffer(), index);
  }

  /**
   * The real part.
   *
   * @return its value
   */
  public float getReal() {
    return buffer.get(offset);
  }

  /**
   * The imaginary part.
   *
   * @return its value
   */
  public float getImag() {
    return buffer.get(offset + 1);
  }

  /**
   * Changes the real part.
   *
   * @param real its value
   */
  public void putReal(float real) {
    buffer.put(offset, real);
  }

  /**
   * Changes the imaginary part.
   *
   * @param imag its value
   */
  public void putImag(float imag) {
    buffer.put(offset + 1, imag);
  }

  /**
   * The number as a buffer of two elements.
   *
   * @return a view of it
   */
  public FloatBuffer getBuffer() {
    return buffer.slice(offset, 2);
  }
}
