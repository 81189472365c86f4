package io.crossmem.message;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.LocalReduction;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.ToIntFunction;

/**
 * The operation of a reduction, which combines two elements.
 *
 * <p>It must be associative, because the library chooses how to group the elements of several
 * processes. It need not be commutative, because elements are combined in the order of the ranks.
 * The groups are always the same, so a repeated reduction gives the same bits, also in floating
 * point.
 *
 * <p>The constants compute the same as Java's operators, {@link Math#min(double, double)} and
 * {@link Math#max(double, double)}; integers wrap around. They have no state and are safe for use
 * by several threads.
 */
public final class Op {
  private static final Set<DataType> INTEGERS =
      EnumSet.of(DataType.BYTE, DataType.SHORT, DataType.INT, DataType.LONG);
  private static final Set<DataType> FLOATING = EnumSet.of(DataType.FLOAT, DataType.DOUBLE);
  private static final Set<DataType> NUMBERS = EnumSet.complementOf(EnumSet.of(DataType.CHAR));

  /** {@code a + b}. */
  public static final Op SUM = builtIn("SUM", Syscalls.SUM, NUMBERS);

  /** {@code a * b}. */
  public static final Op PRODUCT = builtIn("PRODUCT", Syscalls.PRODUCT, NUMBERS);

  /** {@code Math.min(a, b)}: a NaN wins, and -0.0 is less than 0.0. */
  public static final Op MIN = builtIn("MIN", Syscalls.MIN, NUMBERS);

  /** {@code Math.max(a, b)}: a NaN wins, and 0.0 is more than -0.0. */
  public static final Op MAX = builtIn("MAX", Syscalls.MAX, NUMBERS);

  /** {@code a & b}, of integers. */
  public static final Op AND = builtIn("AND", Syscalls.AND, INTEGERS);

  /** {@code a | b}, of integers. */
  public static final Op OR = builtIn("OR", Syscalls.OR, INTEGERS);

  /** {@code a ^ b}, of integers. */
  public static final Op XOR = builtIn("XOR", Syscalls.XOR, INTEGERS);

  /** 1 if both are not 0, else 0; for integers. */
  public static final Op LOGICAL_AND = logical("LOGICAL_AND", (a, b) -> a != 0 && b != 0 ? 1 : 0);

  /** 1 if one or both are not 0, else 0; for integers. */
  public static final Op LOGICAL_OR = logical("LOGICAL_OR", (a, b) -> a != 0 || b != 0 ? 1 : 0);

  /** 1 if exactly one of the two is not 0, else 0; for integers. */
  public static final Op LOGICAL_XOR =
      logical("LOGICAL_XOR", (a, b) -> (a != 0) != (b != 0) ? 1 : 0);

  /**
   * For pairs of two elements, a value and an index: the pair with the smallest value, as in {@link
   * #MIN}; if values are equal, the pair with the smallest index.
   */
  public static final Op MIN_LOCATION = located("MIN_LOCATION", false);

  /**
   * For pairs of two elements, a value and an index: the pair with the largest value, as in {@link
   * #MAX}; if values are equal, the pair with the smallest index.
   */
  public static final Op MAX_LOCATION = located("MAX_LOCATION", true);

  /** Size of one buffer in bytes. */
  private static final int MOST_AT_ONCE = 1 << 26;

  private final String name;
  private final Set<DataType> types;
  private final Combiner combiner;

  private Op(String name, Set<DataType> types, Combiner combiner) {
    this.name = name;
    this.types = types;
    this.combiner = combiner;
  }

  /** An operation of the native library. */
  private record BuiltIn(int number) implements Combiner {
    @Override
    public void combine(ElementType type, long result, long left, long right, int count) {
      Syscalls.reduce(number, type.number(), result, left, right, count);
    }

    @Override
    public boolean isUserCode() {
      return false;
    }
  }

  /** A user's operation, applied to one buffer at a time. */
  private record OnBuffers(ToIntFunction<ElementType> units, BufferOperator operator)
      implements Combiner {
    @Override
    public void combine(ElementType type, long result, long left, long right, int count) {
      long all = (long) count * type.bytes();
      long most = (long) MOST_AT_ONCE - MOST_AT_ONCE % unit(type);
      for (long at = 0; at < all; at += most) {
        long bytes = Math.min(all - at, most);
        operator.apply(
            DataType.of(type),
            buffer(left + at, bytes),
            buffer(right + at, bytes),
            buffer(result + at, bytes));
      }
    }

    @Override
    public int unit(ElementType type) {
      return units.applyAsInt(type);
    }

    private static ByteBuffer buffer(long address, long bytes) {
      return Syscalls.directBuffer(address, bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public boolean isUserCode() {
      return true;
    }
  }

  private static Op builtIn(String name, int number, Set<DataType> types) {
    return new Op(name, types, new BuiltIn(number));
  }

  private static Op logical(String name, LongBinaryOperator operator) {
    return new Op(name, INTEGERS, new OnBuffers(ElementType::bytes, longs(operator)));
  }

  private static Op located(String name, boolean larger) {
    return new Op(name, NUMBERS, new OnBuffers(type -> 2 * type.bytes(), new Located(larger)));
  }

  /**
   * An operation on {@code byte}, {@code short}, {@code int} and {@code long}: its operands are
   * widened to {@code long}, and its result is narrowed to the type.
   *
   * <p>It is called in each process that does a part of the work. Usually the thread that called
   * the reduction applies it, but any other thread of the process that waits for a message may also
   * do so. That thread holds the lock of all messages. So the operation should be short and must
   * not wait for another thread. It must not use a communicator: that throws {@link
   * IllegalStateException}. Several threads may apply it at the same time if several call
   * reductions with it. If it throws, the call of the reduction throws the same exception, and the
   * result is undefined.
   *
   * @param operator its first operand is of the lower rank; must be associative, and the same in
   *     each process
   * @return the operation
   * @throws NullPointerException if {@code operator} is null
   */
  public static Op onLongs(LongBinaryOperator operator) {
    Objects.requireNonNull(operator, "operator");
    return new Op(
        "an operation on longs", INTEGERS, new OnBuffers(ElementType::bytes, longs(operator)));
  }

  /**
   * An operation on {@code float} and {@code double}: its operands are widened to {@code double},
   * and its result is rounded to the type.
   *
   * <p>For the thread that calls it, and for exceptions, see {@link #onLongs}.
   *
   * @param operator its first operand is of the lower rank; must be associative, and the same in
   *     each process
   * @return the operation
   * @throws NullPointerException if {@code operator} is null
   */
  public static Op onDoubles(DoubleBinaryOperator operator) {
    Objects.requireNonNull(operator, "operator");
    return new Op(
        "an operation on doubles", FLOATING, new OnBuffers(ElementType::bytes, doubles(operator)));
  }

  /**
   * An operation on many elements at a time, of any type. One element of the operation may consist
   * of several elements of the type, such as the two numbers of a complex one; these are never
   * separated.
   *
   * <p>The rules for the threads that call it and for its exceptions are those of {@link #onLongs}.
   *
   * @param elementBytes the size of one element of the operation: 1 to 65536. The length of the
   *     data must be a multiple of it, and it must be a multiple of the size of the data's type;
   *     both are checked when the operation is used
   * @param operator gets the elements of the lower ranks first; must be associative and the same in
   *     every process
   * @return the operation
   * @throws NullPointerException if {@code operator} is null
   * @throws IllegalArgumentException if {@code elementBytes} is out of range
   */
  public static Op onBuffers(int elementBytes, BufferOperator operator) {
    Objects.requireNonNull(operator, "operator");
    if (elementBytes < 1 || elementBytes > Combiner.MOST_UNIT_BYTES) {
      throw new IllegalArgumentException(
          "elementBytes is not from 1 to " + Combiner.MOST_UNIT_BYTES + ": " + elementBytes);
    }
    String name = "an operation on elements of " + elementBytes + " bytes";
    return new Op(
        name, EnumSet.allOf(DataType.class), new OnBuffers(type -> elementBytes, operator));
  }

  /**
   * Combines two data of this process: {@code into[i] = left[i] op right[i]}.
   *
   * @param left the first operands
   * @param right the second operands
   * @param into receives the results; may be {@code left} or {@code right} itself, but must not
   *     overlap them otherwise
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if they differ in type or length, or this operation cannot
   *     take elements of this type or data of this length
   * @throws ReadOnlyBufferException if {@code into} is read-only
   * @throws IllegalStateException if the memory of one of them was closed
   */
  public void reduceLocal(Data left, Data right, Data into) {
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
    Data.requireWritable(Objects.requireNonNull(into, "into"));
    for (Data operand : new Data[] {left, right}) {
      if (operand.type() != into.type() || operand.bytes() != into.bytes()) {
        throw new IllegalArgumentException(
            "operands and result differ: " + left + ", " + right + ", " + into);
      }
    }
    requireFits(into.type());
    requireWhole(into.bytes(), into.type());
    Data[] all = {left, right, into};
    int retained = 0;
    try {
      for (; retained < all.length; retained++) {
        all[retained].payload().retain();
      }
      new LocalReduction()
          .combine(
              combiner, left.payload(), 0, right.payload(), 0, into.payload(), 0, into.bytes());
    } finally {
      for (int i = 0; i < retained; i++) {
        all[i].payload().release();
      }
    }
  }

  /**
   * Must be called before the {@link #combiner} is used.
   *
   * @throws IllegalArgumentException if this is not an operation on that type
   */
  void requireFits(DataType type) {
    if (!types.contains(Objects.requireNonNull(type, "type"))) {
      throw new IllegalArgumentException(name + " takes one of " + types + ", not " + type);
    }
  }

  /**
   * Checks that a length is a whole number of the operation's elements.
   *
   * @throws IllegalArgumentException if it is not
   */
  void requireWhole(long bytes, DataType type) {
    int unit = combiner.unit(type.element());
    if (bytes % unit != 0 || unit % type.bytes() != 0) {
      throw new IllegalArgumentException(
          name + " takes elements of " + unit + " bytes, not " + bytes + " bytes of " + type);
    }
  }

  Combiner combiner() {
    return combiner;
  }

  /** The name of the constant, or the types that a user's operation takes. */
  @Override
  public String toString() {
    return name;
  }

  private static BufferOperator longs(LongBinaryOperator operator) {
    return (type, a, b, to) -> {
      int bytes = type.bytes();
      for (int at = 0; at < to.capacity(); at += bytes) {
        switch (type) {
          case BYTE -> to.put(at, (byte) operator.applyAsLong(a.get(at), b.get(at)));
          case SHORT ->
              to.putShort(at, (short) operator.applyAsLong(a.getShort(at), b.getShort(at)));
          case INT -> to.putInt(at, (int) operator.applyAsLong(a.getInt(at), b.getInt(at)));
          default -> to.putLong(at, operator.applyAsLong(a.getLong(at), b.getLong(at)));
        }
      }
    };
  }

  private static BufferOperator doubles(DoubleBinaryOperator operator) {
    return (type, a, b, to) -> {
      int bytes = type.bytes();
      for (int at = 0; at < to.capacity(); at += bytes) {
        if (type == DataType.FLOAT) {
          to.putFloat(at, (float) operator.applyAsDouble(a.getFloat(at), b.getFloat(at)));
        } else {
          to.putDouble(at, operator.applyAsDouble(a.getDouble(at), b.getDouble(at)));
        }
      }
    };
  }
}
