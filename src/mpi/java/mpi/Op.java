package mpi;

/** An operation of a reduction: it combines two items. */
public class Op implements Freeable {
  /** The operations of the standard. */
  enum Kind {
    MAX,
    MIN,
    SUM,
    PROD,
    LAND,
    BAND,
    LOR,
    BOR,
    LXOR,
    BXOR,
    MINLOC,
    MAXLOC,
    REPLACE,
    NO_OP,
    USER
  }

  final Kind kind;
  final UserFunction function; // the user's; otherwise null
  private final boolean isCommutative;
  private volatile boolean isFree;

  Op(Kind kind) {
    this.kind = kind;
    function = null;
    isCommutative = kind != Kind.REPLACE && kind != Kind.NO_OP;
  }

  /**
   * A user-defined operation.
   *
   * @param function computes the result; must be associative
   * @param commute whether the order of the operands does not matter
   */
  public Op(UserFunction function, boolean commute) {
    if (function == null) {
      throw new MPIException(ErrorClass.OP, "the user function is null");
    }
    kind = Kind.USER;
    this.function = function;
    isCommutative = commute;
  }

  /**
   * A user-defined operation.
   *
   * @param function computes the result; must be associative
   * @param commute whether the order of the operands does not matter
   */
  public Op(User_function function, boolean commute) {
    this(adapted(function), commute);
  }

  /**
   * A user-defined operation.
   *
   * @param function computes the result; must be associative
   * @param commute whether the order of the operands does not matter
   * @param code is not used
   */
  public Op(User_function function, boolean commute, int code) {
    this(adapted(function), commute);
  }

  private static UserFunction adapted(User_function function) {
    return function == null
        ? null
        : new UserFunction() {
          @Override
          public void call(Object in, Object inOut, int count, Datatype datatype) {
            function.Call(in, 0, inOut, 0, count, datatype);
          }
        };
  }

  static Op check(Op op) {
    if (op == null || op.isFree) {
      throw new MPIException(
          ErrorClass.OP, op == null ? "the operation is null" : "the operation was freed");
    }
    return op;
  }

  /**
   * Whether the order of the operands does not matter.
   *
   * @return whether it commutes
   */
  public boolean isCommutative() {
    return isCommutative;
  }

  /**
   * Frees the operation.
   *
   * @throws MPIException if it is one of the constants, or was freed before
   */
  @Override
  public void free() {
    check(this);
    if (kind != Kind.USER) {
      throw new MPIException(ErrorClass.OP, kind + " cannot be freed");
    }
    isFree = true;
  }

  /** Does nothing: the garbage collector removes unused operations. */
  @Override
  @SuppressWarnings({"deprecation", "removal", "Finalize"})
  public void finalize() {}

  /**
   * Whether it was freed.
   *
   * @return whether it cannot be used
   */
  public boolean isNull() {
    return isFree;
  }

  @Override
  public String toString() {
    return kind == Kind.USER ? "a user-defined operation" : kind.name();
  }
}
