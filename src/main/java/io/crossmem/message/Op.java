package io.crossmem.message;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

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

  /** Number of elements that fit into one buffer for any type: its length in bytes is an int. */
  private static final int MOST_AT_ONCE = 1 << 24;

  private final String name;
  private final Set<DataType> types;
  private final Combiner combiner;

  private Op(String name, Set<DataType> types, Combiner combiner) {
    this.name = name;
    this.types = types;
    this.combiner = combiner;
  }

  /** A user's operation, applied to two buffers with the same number of elements. */
  private interface BufferKernel {
    void apply(ElementType type, ByteBuffer result, ByteBuffer left, ByteBuffer right);
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
  private record OnBuffers(BufferKernel kernel) implements Combiner {
    @Override
    public void combine(ElementType type, long result, long left, long right, int count) {
      for (long done = 0; done < count; done += MOST_AT_ONCE) {
        long at = done * type.bytes();
        long bytes = Math.min(count - done, MOST_AT_ONCE) * type.bytes();
        kernel.apply(
            type, buffer(result + at, bytes), buffer(left + at, bytes), buffer(right + at, bytes));
      }
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
    return new Op("an operation on longs", INTEGERS, new OnBuffers(longs(operator)));
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
    return new Op("an operation on doubles", FLOATING, new OnBuffers(doubles(operator)));
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

  Combiner combiner() {
    return combiner;
  }

  /** The name of the constant, or the types that a user's operation takes. */
  @Override
  public String toString() {
    return name;
  }

  private static BufferKernel longs(LongBinaryOperator operator) {
    return (type, to, a, b) -> {
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

  private static BufferKernel doubles(DoubleBinaryOperator operator) {
    return (type, to, a, b) -> {
      int bytes = type.bytes();
      for (int at = 0; at < to.capacity(); at += bytes) {
        if (type == ElementType.FLOAT) {
          to.putFloat(at, (float) operator.applyAsDouble(a.getFloat(at), b.getFloat(at)));
        } else {
          to.putDouble(at, operator.applyAsDouble(a.getDouble(at), b.getDouble(at)));
        }
      }
    };
  }
}
