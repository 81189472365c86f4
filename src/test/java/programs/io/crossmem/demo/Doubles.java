package io.crossmem.demo;

import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageBuffer;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Locale;

/**
 * The numbers to add: whole numbers whose sums are exact, so that only one result is correct.
 *
 * @param data to send or receive
 * @param values the same memory
 */
record Doubles(Data data, DoubleBuffer values) {
  private static final int SPARE_BITS = 16; // of 64: 53 are exact, and four have a sum

  static Doubles inArray(int count) {
    double[] array = new double[count];
    return new Doubles(Data.of(array), DoubleBuffer.wrap(array));
  }

  static Doubles inMessageBuffer(int count) {
    int bytes = count * Double.BYTES;
    MessageBuffer memory = MessageBuffer.allocate(bytes);
    return new Doubles(
        Data.of(memory, 0, bytes, DataType.DOUBLE),
        memory.buffer(0, bytes).order(ByteOrder.nativeOrder()).asDoubleBuffer());
  }

  int count() {
    return values.capacity();
  }

  /** Different seeds give different numbers. */
  void fill(long seed) {
    Pattern pattern = new Pattern(seed, 0);
    for (int i = 0; i < count(); i++) {
      values.put(i, at(pattern, i));
    }
  }

  /** Fills it with wrong sums. */
  void poison() {
    for (int i = 0; i < count(); i++) {
      values.put(i, Double.NaN);
    }
  }

  /** Compares with the sums for a number of seeds, from the first one on. */
  void checkSums(long firstSeed, int seeds) throws IOException {
    Pattern[] patterns = new Pattern[seeds];
    for (int i = 0; i < seeds; i++) {
      patterns[i] = new Pattern(firstSeed + i, 0);
    }
    for (int i = 0; i < count(); i++) {
      double expected = 0;
      for (Pattern pattern : patterns) {
        expected += at(pattern, i);
      }
      if (values.get(i) != expected) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "sum %d of %d is %s, expected %s",
                i + 1,
                count(),
                values.get(i),
                expected));
      }
    }
  }

  private static double at(Pattern pattern, int index) {
    return pattern.word(index * Long.BYTES) >> SPARE_BITS;
  }
}
