package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
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
  void thePairWithTheSmallerOrLargerValueIsChosen(DataType type) {
    ByteBuffer left = elements(type, 1, 7, 5, 3, -2, 9, 4, 4);
    ByteBuffer right = elements(type, 2, 1, 5, 2, -3, 1, 4, 6);
    ByteBuffer least = elements(type, 1, 7, 5, 2, -3, 1, 4, 4);
    assertReduced(least, Op.MIN_LOCATION, type, left, elements(type, 2, 1, 5, 2, -3, 1, 4, 6));
    assertReduced(elements(type, 2, 1, 5, 2, -2, 9, 4, 4), Op.MAX_LOCATION, type, left, right);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aPairWithNaNIsChosen(DataType type) {
    for (Op op : List.of(Op.MIN_LOCATION, Op.MAX_LOCATION)) {
      ByteBuffer left = elements(type, Double.NaN, 4, 1, 2, Double.NaN, 9);
      ByteBuffer right = elements(type, 3, 1, Double.NaN, 6, Double.NaN, 8);
      assertReduced(
          elements(type, Double.NaN, 4, Double.NaN, 6, Double.NaN, 8), op, type, left, right);
    }
    ByteBuffer zeros = elements(type, 0.0, 1);
    assertReduced(elements(type, -0.0, 2), Op.MIN_LOCATION, type, zeros, elements(type, -0.0, 2));
    assertReduced(zeros, Op.MAX_LOCATION, type, elements(type, -0.0, 0), elements(type, 0.0, 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"BYTE", "SHORT", "INT", "LONG"})
  void logicalOperationsGiveZeroOrOne(DataType type) {
    ByteBuffer left = elements(type, 0, 0, 7, -1);
    assertReduced(
        elements(type, 0, 0, 0, 1), Op.LOGICAL_AND, type, left, elements(type, 0, 2, 0, 3));
    assertReduced(
        elements(type, 0, 1, 1, 1), Op.LOGICAL_OR, type, left, elements(type, 0, 2, 0, 3));
    assertReduced(
        elements(type, 0, 1, 1, 0), Op.LOGICAL_XOR, type, left, elements(type, 0, 2, 0, 3));
  }

  @Test
  void dataOfOneProcessIsReduced() {
    int[] left = {1, 2, 3};
    int[] right = {10, 20, 30};
    int[] result = new int[3];
    Op.SUM.reduceLocal(Data.of(left), Data.of(right), Data.of(result));
    assertArrayEquals(new int[] {11, 22, 33}, result);
    Data both = Data.of(right);
    Op.onLongs((a, b) -> a - b).reduceLocal(Data.of(left), both, both);
    assertArrayEquals(new int[] {-9, -18, -27}, right);
    double[] many = new double[100_000];
    Arrays.setAll(many, i -> i);
    double[] sums = new double[many.length];
    Op.SUM.reduceLocal(Data.of(many), Data.of(many), Data.of(sums));
    for (int i = 0; i < sums.length; i++) {
      assertEquals(2.0 * i, sums[i]);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Op.SUM.reduceLocal(Data.of(left), Data.of(many), Data.of(result)));
    assertThrows(
        ReadOnlyBufferException.class,
        () -> Op.SUM.reduceLocal(Data.of(left), Data.of(right), Data.of(1, 2, 3)));
  }

  @Test
  void anOperationOnBuffersGetsWholeElements() {
    Op op =
        Op.onBuffers(
            12,
            (type, left, right, result) -> {
              assertEquals(DataType.INT, type);
              assertEquals(0, result.limit() % 12);
              result.put(0, left, 0, left.limit());
            });
    int[] left = new int[30_000];
    Arrays.setAll(left, i -> i);
    int[] result = new int[left.length];
    op.reduceLocal(Data.of(left), Data.of(left), Data.of(result));
    assertArrayEquals(left, result);
    int[] odd = new int[4];
    Data part = Data.of(odd);
    assertThrows(IllegalArgumentException.class, () -> op.reduceLocal(part, part, part));
    Data longs = Data.of(new long[3]);
    assertThrows(IllegalArgumentException.class, () -> op.reduceLocal(longs, longs, longs));
    assertThrows(IllegalArgumentException.class, () -> Op.onBuffers(0, (t, a, b, c) -> {}));
    assertThrows(NullPointerException.class, () -> Op.onBuffers(8, null));
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
  void anExceptionOfAFunctionIsThrown() {
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
  void anOperationAcceptsOnlyTheTypesItIsDefinedFor(DataType type) {
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
