package mpi;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Moves items between a buffer here and the memory of a window. Everything is checked before the
 * first byte moves, and everything has moved when a method returns.
 */
final class OneSided {
  private OneSided() {}

  // ---- arguments

  private static void require(Buffer buffer, int count, Datatype type, boolean isWritten) {
    if (count < 0) {
      throw new MPIException(ErrorClass.COUNT, "the count is negative: " + count);
    }
    if (Datatype.check(type).element == Element.OBJECT) {
      throw new MPIException(ErrorClass.TYPE, "a window does not hold objects");
    }
    if (buffer == null) {
      throw new MPIException(ErrorClass.BUFFER, "the buffer is null");
    }
    if (isWritten && buffer.isReadOnly()) {
      throw new MPIException(ErrorClass.BUFFER, "the buffer to write to is read-only");
    }
  }

  /** Both sides have the same number of bytes, of the same elements if both name some. */
  private static void requireAlike(int count, Datatype type, int targetCount, Datatype targetType) {
    if (targetCount < 0) {
      throw new MPIException(ErrorClass.COUNT, "the count of the target is negative");
    }
    Datatype.check(targetType);
    long here = (long) count * type.bytes();
    long there = (long) targetCount * targetType.bytes();
    boolean sameElements = type.element == targetType.element;
    if (here != there || (!sameElements && !isBytes(type) && !isBytes(targetType))) {
      throw new MPIException(
          ErrorClass.TYPE,
          count
              + " items of "
              + type
              + " ("
              + here
              + " bytes) here do not match "
              + targetCount
              + " of "
              + targetType
              + " ("
              + there
              + " bytes) in the window");
    }
  }

  private static boolean isBytes(Datatype type) {
    return type.element == Element.BYTE || type.element == Element.PACKED;
  }

  private static void requireInside(Target target, long start, int count, Datatype type) {
    target.requireInside(
        start + ByteBlocks.first(type, count), start + ByteBlocks.end(type, count));
  }

  /** Of the buffer here. */
  private static void requireInside(ByteBuffer view, int count, Datatype type) {
    long first = ByteBlocks.first(type, count);
    long end = ByteBlocks.end(type, count);
    if (first < 0 || end > view.capacity()) {
      throw new MPIException(
          ErrorClass.BUFFER,
          "the bytes from "
              + first
              + " to "
              + (end - 1)
              + " are not inside the buffer, which has "
              + view.capacity());
    }
  }

  private static ByteBuffer pack(Buffer buffer, int count, Datatype type) {
    ByteBuffer packed = Transfer.allocate((long) count * type.bytes());
    Transfer.pack(buffer, 0, count, type, packed);
    return packed;
  }

  // ---- put and get

  /**
   * Writes items to a window.
   *
   * @param displacement in the target's units
   */
  static void put(
      Buffer origin,
      int count,
      Datatype type,
      Target target,
      int displacement,
      int targetCount,
      Datatype targetType) {
    require(origin, count, type, false);
    requireAlike(count, type, targetCount, targetType);
    int bytes = count * type.bytes();
    if (bytes == 0) {
      return;
    }
    long start = (long) displacement * target.unit;
    requireInside(target, start, targetCount, targetType);
    ByteBuffer view = Origin.ofThread().view(origin, type.element);
    boolean isPlain = view != null && type.isContiguous;
    if (view == null) {
      view = pack(origin, count, type);
      isPlain = true;
    } else {
      requireInside(view, count, type);
    }
    if (isPlain && targetType.isContiguous) {
      target.write(start, view, 0, bytes);
    } else {
      ByteBlocks here = isPlain ? ByteBlocks.one(0, bytes) : ByteBlocks.of(type, count, 0);
      target.write(ByteBlocks.of(targetType, targetCount, start), view, here);
    }
  }

  /** Reads items from a window. */
  static void get(
      Buffer origin,
      int count,
      Datatype type,
      Target target,
      int displacement,
      int targetCount,
      Datatype targetType) {
    require(origin, count, type, true);
    requireAlike(count, type, targetCount, targetType);
    int bytes = count * type.bytes();
    if (bytes == 0) {
      return;
    }
    long start = (long) displacement * target.unit;
    requireInside(target, start, targetCount, targetType);
    ByteBuffer view = Origin.ofThread().view(origin, type.element);
    if (view != null) {
      requireInside(view, count, type);
      if (type.isContiguous && targetType.isContiguous) {
        target.read(start, view, 0, bytes);
      } else {
        target.read(
            ByteBlocks.of(targetType, targetCount, start), view, ByteBlocks.of(type, count, 0));
      }
      return;
    }
    ByteBuffer packed = pack(origin, count, type); // finds out whether the buffer has room
    target.read(ByteBlocks.of(targetType, targetCount, start), packed, ByteBlocks.one(0, bytes));
    Transfer.unpack(packed.clear(), origin, 0, type);
  }

  // ---- accumulate

  /**
   * Combines items with those of a window, each element atomically, and reads what was there.
   *
   * @param origin may be null where the operation is {@code NO_OP}
   * @param result null if nobody wants to know
   */
  static void accumulate(
      Buffer origin,
      int count,
      Datatype type,
      Buffer result,
      int resultCount,
      Datatype resultType,
      WindowControl control,
      int rank,
      Target target,
      int displacement,
      int targetCount,
      Datatype targetType,
      Op op) {
    boolean hasOrigin = Op.check(op).kind != Op.Kind.NO_OP;
    if (hasOrigin) {
      require(origin, count, type, false);
      requireAlike(count, type, targetCount, targetType);
    }
    if (result != null) {
      require(result, resultCount, resultType, true);
      requireAlike(resultCount, resultType, targetCount, targetType);
    } else if (!hasOrigin) {
      return;
    }
    Datatype.check(targetType);
    if (op.kind == Op.Kind.USER) {
      throw new MPIException(ErrorClass.OP, "a window takes only the operations of the standard");
    }
    Datatype items = hasOrigin ? type : targetType;
    boolean isScalar = Scalars.take(op, items) && items.element == targetType.element;
    io.crossmem.message.Op combine =
        isScalar || op.kind == Op.Kind.REPLACE || !hasOrigin ? null : Reduction.of(op, type);
    int bytes = targetCount * targetType.bytes();
    if (bytes == 0) {
      return;
    }
    long start = (long) displacement * target.unit;
    requireInside(target, start, targetCount, targetType);
    ByteBuffer operand = hasOrigin ? contiguous(origin, count, type) : null;
    ByteBuffer old = result == null ? null : contiguous(result, resultCount, resultType);
    ByteBuffer mapped = isScalar ? target.mapped() : null;
    if (mapped != null && target.index(start) % targetType.element.bytes == 0) {
      updateMapped(mapped, target, start, targetCount, targetType, op, operand, old);
    } else {
      control.beginCombining(rank);
      try {
        update(target, start, targetCount, targetType, op, isScalar, combine, operand, old);
      } finally {
        control.endCombining(rank);
      }
    }
    if (old != null && !isView(result, resultType)) {
      Transfer.unpack(old.clear(), result, 0, resultType);
    }
  }

  /** The items one after another: a view if they lie so, else a copy. */
  private static ByteBuffer contiguous(Buffer buffer, int count, Datatype type) {
    ByteBuffer view = type.isContiguous ? Origin.ofThread().view(buffer, type.element) : null;
    if (view == null) {
      return pack(buffer, count, type);
    }
    requireInside(view, count, type);
    return view;
  }

  /** Whether {@link #contiguous} gives the memory of the buffer itself. */
  private static boolean isView(Buffer buffer, Datatype type) {
    return type.isContiguous && Origin.ofThread().view(buffer, type.element) != null;
  }

  private static void updateMapped(
      ByteBuffer memory,
      Target target,
      long start,
      int count,
      Datatype type,
      Op op,
      ByteBuffer operand,
      ByteBuffer old) {
    Element element = type.element;
    TypeMap map = type.map;
    int at = 0; // in the operand and the result, in bytes
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < map.offsets.length; j++) {
        long block = start + ((long) i * map.extent() + map.offsets[j]) * element.bytes;
        int index = target.index(block);
        for (int k = 0; k < map.lengths[j]; k++, at += element.bytes, index += element.bytes) {
          long more = operand == null ? 0 : Scalars.get(operand, at, element.bytes);
          long before = Scalars.update(memory, index, element, op.kind, more);
          if (old != null) {
            Scalars.put(old, at, element.bytes, before);
          }
        }
      }
    }
  }

  /** By whoever alone combines elements of the target now. */
  private static void update(
      Target target,
      long start,
      int count,
      Datatype type,
      Op op,
      boolean isScalar,
      io.crossmem.message.Op combine,
      ByteBuffer operand,
      ByteBuffer old) {
    int bytes = count * type.bytes();
    boolean isOne = bytes <= Long.BYTES;
    ByteBuffer found = isOne ? Origin.ofThread().word() : MPI.newByteBuffer(bytes);
    ByteBlocks there = isOne && type.isContiguous ? null : ByteBlocks.of(type, count, start);
    ByteBlocks here = there == null ? null : ByteBlocks.one(0, bytes);
    if (there == null) {
      target.read(start, found, 0, bytes);
    } else {
      target.read(there, found, here);
    }
    if (old != null) {
      old.put(0, found.clear(), 0, bytes);
    }
    if (op.kind == Op.Kind.NO_OP) {
      return;
    }
    found.clear();
    if (isScalar) {
      combineScalars(found, operand, bytes, type.element, op.kind);
    } else if (combine == null) {
      found.put(0, operand, 0, bytes);
    } else {
      combineItems(found, operand, bytes, type, combine);
    }
    if (there == null) {
      target.write(start, found, 0, bytes);
    } else {
      target.write(there, found, here);
    }
  }

  private static void combineScalars(
      ByteBuffer found, ByteBuffer operand, int bytes, Element element, Op.Kind kind) {
    int size = element.bytes;
    for (int at = 0; at < bytes; at += size) {
      long old = Scalars.get(found, at, size);
      Scalars.put(
          found, at, size, Scalars.combine(kind, element, old, Scalars.get(operand, at, size)));
    }
  }

  private static void combineItems(
      ByteBuffer found,
      ByteBuffer operand,
      int bytes,
      Datatype type,
      io.crossmem.message.Op combine) {
    ByteBuffer part = operand.duplicate().order(ByteOrder.nativeOrder());
    part.limit(bytes).position(0);
    io.crossmem.message.Data left =
        io.crossmem.message.Data.of(found.limit(bytes).position(0), type.element.message);
    combine.reduceLocal(left, io.crossmem.message.Data.of(part, type.element.message), left);
    found.clear();
  }

  // ---- single elements

  /** Replaces an element if it is as expected, and reads what was there. */
  static void compareAndSwap(
      Buffer origin,
      Buffer compare,
      Buffer result,
      Datatype type,
      WindowControl control,
      int rank,
      Target target,
      int displacement) {
    require(origin, 1, type, false);
    require(compare, 1, type, false);
    require(result, 1, type, true);
    boolean fits =
        switch (type.element) {
          case FLOAT, DOUBLE -> false;
          default -> type.map.size == 1 && type.isContiguous;
        };
    if (!fits) {
      throw new MPIException(ErrorClass.TYPE, "compareAndSwap does not take items of " + type);
    }
    long start = (long) displacement * target.unit;
    requireInside(target, start, 1, type);
    int bytes = type.element.bytes;
    long value = Scalars.get(contiguous(origin, 1, type), 0, bytes);
    long expected = Scalars.get(contiguous(compare, 1, type), 0, bytes);
    ByteBuffer into = contiguous(result, 1, type);
    long found;
    ByteBuffer mapped = target.mapped();
    if (mapped != null && target.index(start) % bytes == 0) {
      do {
        found = AtomicMemory.bits(mapped, target.index(start), bytes);
      } while (found == expected
          && !AtomicMemory.replaceBits(mapped, target.index(start), bytes, expected, value));
    } else {
      control.beginCombining(rank);
      try {
        ByteBuffer word = Origin.ofThread().word();
        target.read(start, word, 0, bytes);
        found = Scalars.get(word.clear(), 0, bytes);
        if (found == expected) {
          Scalars.put(word, 0, bytes, value);
          target.write(start, word, 0, bytes);
        }
      } finally {
        control.endCombining(rank);
      }
    }
    Scalars.put(into.clear(), 0, bytes, found);
    if (!isView(result, type)) {
      Transfer.unpack(into.clear(), result, 0, type);
    }
  }
}
