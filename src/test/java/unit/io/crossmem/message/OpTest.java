package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpTest {
  private static final Set<DataType> INTEGERS =
      EnumSet.of(DataType.BYTE, DataType.SHORT, DataType.INT, DataType.LONG);
  private static final Set<DataType> FLOATING = EnumSet.of(DataType.FLOAT, DataType.DOUBLE);

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  /** Elements of a type, from an odd address on. */
  private static ByteBuffer elements(DataType type, double... values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 + values.length * type.bytes());
    buffer = buffer.position(1).slice().order(ByteOrder.nativeOrder());
    for (int i = 0; i < values.length; i++) {
      int at = i * type.bytes();
      switch (type) {
        case BYTE -> buffer.put(at, (byte) values[i]);
        case SHORT -> buffer.putShort(at, (short) values[i]);
        case CHAR -> buffer.putChar(at, (char) values[i]);
        case INT -> buffer.putInt(at, (int) values[i]);
        case LONG -> buffer.putLong(at, (long) values[i]);
        case FLOAT -> buffer.putFloat(at, (float) values[i]);
        case DOUBLE -> buffer.putDouble(at, values[i]);
      }
    }
    return buffer;
  }

  private static void assertReduced(
      ByteBuffer expected, Op op, DataType type, ByteBuffer left, ByteBuffer right) {
    op.requireFits(type);
    ByteBuffer result = elements(type, new double[left.capacity() / type.bytes()]);
    apply(op, type, result, left, right);
    assertEquals(-1, expected.mismatch(result), op + " of " + type);
    apply(op, type, right, left, right);
    assertEquals(-1, expected.mismatch(right), op + " of " + type + " in place");
  }

  private static void apply(
      Op op, DataType type, ByteBuffer result, ByteBuffer left, ByteBuffer right) {
    int count = result.capacity() / type.bytes();
    op.combiner().combine(type.element(), address(result), address(left), address(right), count);
  }

  private static long address(ByteBuffer buffer) {
    return Syscalls.directAddress(buffer);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHAR")
  void everyConstantDoesWhatItsNameSays(DataType type) {
    ByteBuffer left = elements(type, 12, -3, 5);
    assertReduced(elements(type, 14, 3, 5), Op.SUM, type, left, elements(type, 2, 6, 0));
    assertReduced(elements(type, 24, -18, 0), Op.PRODUCT, type, left, elements(type, 2, 6, 0));
    assertReduced(elements(type, 2, -3, 0), Op.MIN, type, left, elements(type, 2, 6, 0));
    assertReduced(elements(type, 12, 6, 5), Op.MAX, type, left, elements(type, 2, 6, 0));
    if (INTEGERS.contains(type)) {
      assertReduced(elements(type, 8, 4, 0), Op.AND, type, left, elements(type, 10, 6, 0));
      assertReduced(elements(type, 14, -1, 5), Op.OR, type, left, elements(type, 10, 6, 0));
      assertReduced(elements(type, 6, -5, 5), Op.XOR, type, left, elements(type, 10, 6, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BYTE", "SHORT", "INT", "LONG"})
  void anOperationOnLongsIsGivenLeftAndRightAndItsResultIsCut(DataType type) {
    assertReduced(
        elements(type, 118, -98),
        Op.onLongs((a, b) -> a * 10 - b),
        type,
        elements(type, 12, -9),
        elements(type, 2, 8));
    long beyond = type == DataType.LONG ? 0 : 1L << (8 * type.bytes());
    assertReduced(
        elements(type, 5),
        Op.onLongs((a, b) -> beyond + 5),
        type,
        elements(type, 0),
        elements(type, 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void anOperationOnDoublesIsGivenLeftAndRightAndItsResultIsRounded(DataType type) {
    assertReduced(
        elements(type, 4.1, -0.0),
        Op.onDoubles((a, b) -> a == 0 ? -0.0 : 4.1),
        type,
        elements(type, 1, 0),
        elements(type, 2, 0));
    assertReduced(
        elements(type, 0.25, 3),
        Op.onDoubles((a, b) -> a / b),
        type,
        elements(type, 1, -9),
        elements(type, 4, -3));
  }

  @Test
  void whatAFunctionThrowsComesOut() {
    IllegalStateException thrown = new IllegalStateException("no");
    Op op =
        Op.onLongs(
            (a, b) -> {
              throw thrown;
            });
    ByteBuffer one = elements(DataType.INT, 1);
    assertSame(
        thrown,
        assertThrows(IllegalStateException.class, () -> apply(op, DataType.INT, one, one, one)));
  }

  @ParameterizedTest
  @EnumSource
  void onlyTypesThatAnOperationIsDefinedForFitIt(DataType type) {
    for (Op op : List.of(Op.SUM, Op.PRODUCT, Op.MIN, Op.MAX)) {
      assertFits(type != DataType.CHAR, op, type);
    }
    for (Op op : List.of(Op.AND, Op.OR, Op.XOR, Op.onLongs((a, b) -> a))) {
      assertFits(INTEGERS.contains(type), op, type);
    }
    assertFits(FLOATING.contains(type), Op.onDoubles((a, b) -> a), type);
  }

  private static void assertFits(boolean fits, Op op, DataType type) {
    if (fits) {
      assertDoesNotThrow(() -> op.requireFits(type));
    } else {
      assertThrows(IllegalArgumentException.class, () -> op.requireFits(type));
    }
  }

  @Test
  void theMessageNamesTheOperationAndItsTypes() {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> Op.AND.requireFits(DataType.DOUBLE));
    assertEquals("AND takes one of [BYTE, SHORT, INT, LONG], not DOUBLE", refused.getMessage());
  }

  @Test
  void nullIsRefusedAtOnce() {
    assertThrows(NullPointerException.class, () -> Op.onLongs(null));
    assertThrows(NullPointerException.class, () -> Op.onDoubles(null));
    assertThrows(NullPointerException.class, () -> Op.SUM.requireFits(null));
  }

  @Test
  void aTypeHasItsSizeInJava() {
    assertEquals(
        List.of(1, 2, 2, 4, 8, 4, 8), Stream.of(DataType.values()).map(DataType::bytes).toList());
  }
}
