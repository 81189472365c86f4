package mpi;

import java.nio.ByteBuffer;

/**
 * A reduction operation defined by the program, which overrides one of the two methods. It computes
 * {@code inOut = in op inOut}, element by element; {@code in} comes from the lower ranks.
 */
public abstract class UserFunction {
  /** For subclasses. */
  protected UserFunction() {}

  /**
   * Combines arrays of the datatype's basic type.
   *
   * @param inVec the left operands, an array
   * @param inOutVec the right operands, an array, which become the results
   * @param count number of items
   * @param datatype the datatype of the items
   */
  public void call(Object inVec, Object inOutVec, int count, Datatype datatype) {
    throw new UnsupportedOperationException("neither method of the user function is overridden");
  }

  /**
   * Combines buffers in native byte order.
   *
   * @param in the left operands
   * @param inOut the right operands, which become the results
   * @param count number of items
   * @param datatype the datatype of the items
   */
  public void call(ByteBuffer in, ByteBuffer inOut, int count, Datatype datatype) {
    throw new UnsupportedOperationException("neither method of the user function is overridden");
  }

  /** Which of the two methods to call for items of that type. */
  final boolean takesBuffers(Datatype type) {
    boolean buffers = overrides(ByteBuffer.class);
    return type.isMixed() ? buffers : buffers && !overrides(Object.class);
  }

  private boolean overrides(Class<?> operand) {
    try {
      return getClass()
              .getMethod("call", operand, operand, int.class, Datatype.class)
              .getDeclaringClass()
          != UserFunction.class;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }
}
