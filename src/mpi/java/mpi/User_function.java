package mpi;

/** A reduction operation defined by the program, on arrays. */
@SuppressWarnings("checkstyle:TypeName")
public abstract class User_function {
  /** For subclasses. */
  protected User_function() {}

  /**
   * Computes {@code inoutvec = invec op inoutvec}, element by element.
   *
   * @param invec the left operands, from the lower ranks: an array
   * @param inoffset index of the first left operand
   * @param inoutvec the right operands, which become the results: an array
   * @param outoffset index of the first right operand
   * @param count number of items
   * @param datatype the datatype of the items
   */
  public abstract void Call(
      Object invec, int inoffset, Object inoutvec, int outoffset, int count, Datatype datatype);
}
