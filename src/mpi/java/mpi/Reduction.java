package mpi;

import io.crossmem.message.BufferOperator;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/** What an operation does with items of a datatype, as an operation of the messages'. */
final class Reduction {
  private static final Set<Element> INTEGERS =
      EnumSet.of(Element.BYTE, Element.SHORT, Element.INT, Element.LONG);
  private static final Set<Element> NUMBERS =
      EnumSet.of(
          Element.BYTE, Element.SHORT, Element.INT, Element.LONG, Element.FLOAT, Element.DOUBLE);

  private Reduction() {}

  /**
   * The operation on packed items.
   *
   * @throws MPIException of class {@link MPI#ERR_OP} if there is none
   */
  static io.crossmem.message.Op of(Op op, Datatype type) {
    Op.check(op);
    Datatype.check(type);
    io.crossmem.message.Op found =
        switch (op.kind) {
          case SUM, PROD, MAX, MIN -> arithmetic(op.kind, type);
          case LAND, LOR, LXOR -> logical(op.kind, type);
          case BAND, BOR, BXOR -> bitwise(op.kind, type);
          case MINLOC, MAXLOC -> located(op.kind, type);
          case USER -> user(op, type);
          case REPLACE, NO_OP -> null;
        };
    if (found == null) {
      throw new MPIException(ErrorClass.OP, op + " does not take items of " + type);
    }
    return found;
  }

  /**
   * Refuses an operation that does not take items of that type.
   *
   * @throws MPIException of class {@link MPI#ERR_OP}
   */
  static void require(Op op, Datatype type) {
    if (!LargeReductions.take(op, type)) {
      of(op, type);
    }
  }

  private static io.crossmem.message.Op arithmetic(Op.Kind kind, Datatype type) {
    if (type.isMixed()) {
      return null;
    }
    if (type.isComplex) {
      return switch (kind) {
        case SUM -> io.crossmem.message.Op.SUM;
        case PROD ->
            io.crossmem.message.Op.onBuffers(2 * type.element.bytes, Reduction::complexProduct);
        default -> null;
      };
    }
    if (type.element == Element.CHAR) {
      return io.crossmem.message.Op.onBuffers(2, (t, a, b, to) -> chars(kind, a, b, to));
    }
    if (!NUMBERS.contains(type.element)) {
      return null;
    }
    return switch (kind) {
      case SUM -> io.crossmem.message.Op.SUM;
      case PROD -> io.crossmem.message.Op.PRODUCT;
      case MAX -> io.crossmem.message.Op.MAX;
      default -> io.crossmem.message.Op.MIN;
    };
  }

  private static void chars(Op.Kind kind, ByteBuffer a, ByteBuffer b, ByteBuffer to) {
    for (int at = 0; at < to.limit(); at += 2) {
      int left = a.getChar(at);
      int right = b.getChar(at);
      int result =
          switch (kind) {
            case SUM -> left + right;
            case PROD -> left * right;
            case MAX -> Math.max(left, right);
            default -> Math.min(left, right);
          };
      to.putChar(at, (char) result);
    }
  }

  private static void complexProduct(DataType type, ByteBuffer a, ByteBuffer b, ByteBuffer to) {
    if (type == DataType.FLOAT) {
      for (int at = 0; at < to.limit(); at += 8) {
        float real = a.getFloat(at) * b.getFloat(at) - a.getFloat(at + 4) * b.getFloat(at + 4);
        float imag = a.getFloat(at) * b.getFloat(at + 4) + a.getFloat(at + 4) * b.getFloat(at);
        to.putFloat(at, real).putFloat(at + 4, imag);
      }
      return;
    }
    for (int at = 0; at < to.limit(); at += 16) {
      double real = a.getDouble(at) * b.getDouble(at) - a.getDouble(at + 8) * b.getDouble(at + 8);
      double imag = a.getDouble(at) * b.getDouble(at + 8) + a.getDouble(at + 8) * b.getDouble(at);
      to.putDouble(at, real).putDouble(at + 8, imag);
    }
  }

  private static io.crossmem.message.Op logical(Op.Kind kind, Datatype type) {
    if (type.element == Element.BOOLEAN) {
      return switch (kind) {
        case LAND -> io.crossmem.message.Op.AND;
        case LOR -> io.crossmem.message.Op.OR;
        default -> io.crossmem.message.Op.XOR;
      };
    }
    if (!INTEGERS.contains(type.element) || type.isMixed()) {
      return null;
    }
    return switch (kind) {
      case LAND -> io.crossmem.message.Op.LOGICAL_AND;
      case LOR -> io.crossmem.message.Op.LOGICAL_OR;
      default -> io.crossmem.message.Op.LOGICAL_XOR;
    };
  }

  private static io.crossmem.message.Op bitwise(Op.Kind kind, Datatype type) {
    boolean fits = INTEGERS.contains(type.element) || type.element == Element.BOOLEAN;
    if (!fits || type.isMixed()) {
      return null;
    }
    return switch (kind) {
      case BAND -> io.crossmem.message.Op.AND;
      case BOR -> io.crossmem.message.Op.OR;
      default -> io.crossmem.message.Op.XOR;
    };
  }

  private static io.crossmem.message.Op located(Op.Kind kind, Datatype type) {
    boolean wantsLarger = kind == Op.Kind.MAXLOC;
    if (type.pair != null && type.pair.isMixed()) {
      return io.crossmem.message.Op.onBuffers(
          type.bytes(), new MixedLocation(type.pair, wantsLarger));
    }
    boolean isPair = type.map.size % 2 == 0 && !type.isComplex && !type.isMixed();
    if (!isPair || !NUMBERS.contains(type.element)) {
      return null;
    }
    return wantsLarger ? io.crossmem.message.Op.MAX_LOCATION : io.crossmem.message.Op.MIN_LOCATION;
  }

  /** Of a value and an index of different types, packed. */
  private record MixedLocation(Pair pair, boolean wantsLarger) implements BufferOperator {
    @Override
    public void apply(DataType type, ByteBuffer left, ByteBuffer right, ByteBuffer result) {
      int item = pair.value.bytes + pair.index.bytes;
      for (int at = 0; at < result.limit(); at += item) {
        ByteBuffer chosen = leftWins(left, right, at) ? left : right;
        for (int i = at; i < at + item; i++) {
          result.put(i, chosen.get(i));
        }
      }
    }

    private boolean leftWins(ByteBuffer left, ByteBuffer right, int at) {
      int values = compare(left, right, at);
      if (values != 0) {
        return wantsLarger ? values > 0 : values < 0;
      }
      int index = at + pair.value.bytes;
      return left.getInt(index) <= right.getInt(index);
    }

    private int compare(ByteBuffer left, ByteBuffer right, int at) {
      return switch (pair.value) {
        case SHORT -> Short.compare(left.getShort(at), right.getShort(at));
        case LONG -> Long.compare(left.getLong(at), right.getLong(at));
        case FLOAT -> Float.compare(left.getFloat(at), right.getFloat(at));
        default -> Double.compare(left.getDouble(at), right.getDouble(at));
      };
    }
  }

  private static io.crossmem.message.Op user(Op op, Datatype type) {
    return type.element == Element.OBJECT
        ? null
        : io.crossmem.message.Op.onBuffers(type.bytes(), new UserOperator(op.function, type));
  }

  /** A user's function, which takes items in the form in which an array or a buffer holds them. */
  private record UserOperator(UserFunction function, Datatype type) implements BufferOperator {
    @Override
    public void apply(DataType element, ByteBuffer left, ByteBuffer right, ByteBuffer result) {
      int count = result.limit() / type.bytes();
      Object in = spread(left, count);
      Object inOut = spread(right, count);
      if (function.takesBuffers(type)) {
        function.call((ByteBuffer) in, (ByteBuffer) inOut, count, type);
      } else {
        function.call(in, inOut, count, type);
      }
      result.clear();
      Transfer.pack(inOut, 0, count, type, result);
    }

    /** The items at their places. */
    private Object spread(ByteBuffer packed, int count) {
      int elements = Math.max(count * type.map.extent(), count * type.map.size);
      Object items =
          function.takesBuffers(type)
              ? Transfer.allocate((long) elements * type.element.bytes)
              : Elements.newArray(type.element, elements);
      Transfer.unpack(packed.duplicate().order(packed.order()), items, 0, type);
      return items;
    }
  }

  /** {@code right = left op right}, of packed items that fill both buffers, in native order. */
  static void combine(Op op, Datatype type, ByteBuffer left, ByteBuffer right) {
    if (op.kind == Op.Kind.USER && type.element != Element.OBJECT) {
      new UserOperator(op.function, type).apply(null, left, right, right);
      right.clear();
      return;
    }
    Data result = Data.of(right, type.element.message);
    of(op, type).reduceLocal(Data.of(left, type.element.message), result, result);
  }

  /** {@code inOut = in op inOut}, in this process. */
  static void local(Comm comm, Object in, Object inOut, int count, Datatype type, Op op) {
    try {
      comm.channel();
      if (LargeReductions.take(op, Datatype.check(type))) {
        ByteBuffer result = Transfer.packed(inOut, 0, count, type);
        combine(op, type, Transfer.packed(in, 0, count, type), result);
        Transfer.unpack(result.clear(), inOut, 0, type);
        return;
      }
      Transfer left = Transfer.toSend(in, 0, count, type);
      Transfer right = Transfer.ofCollective(inOut, 0, count, type, true, false);
      of(op, type).reduceLocal(left.data, right.data, right.data);
      right.received(right.data.bytes());
    } catch (RuntimeException e) {
      throw comm.failure(e);
    }
  }
}
