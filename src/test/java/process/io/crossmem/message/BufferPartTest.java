package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages in a part of a buffer, which its position and limit do not affect. */
class BufferPartTest {
  private static ByteBuffer numbered(boolean direct, int bytes) {
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    for (int i = 0; i < bytes; i++) {
      buffer.put(i, (byte) i);
    }
    return buffer;
  }

  @ParameterizedTest
  @CsvSource({"true,4", "false,4", "true,300000", "false,300000"})
  void aMessageFillsItsPartAndNothingElse(boolean direct, int bytes) throws Exception {
    LocalRanks.run(
        1,
        world -> {
          ByteBuffer from = numbered(direct, bytes + 20).position(7).limit(9);
          ByteBuffer into = numbered(direct, bytes + 20).position(1).limit(1);
          Request receive = world.irecv(Data.of(into, 3, bytes, DataType.BYTE), 0, 1);
          world.isend(Data.of(from, 10, bytes, DataType.BYTE), 0, 1).await();
          assertEquals(bytes, receive.await().bytes());
          assertEquals(1, into.position());
          assertEquals(1, into.limit());
          into.clear();
          for (int i = 0; i < into.capacity(); i++) {
            boolean isInside = i >= 3 && i < 3 + bytes;
            assertEquals((byte) (isInside ? i + 7 : i), into.get(i), "byte " + i);
          }
        });
  }

  @Test
  void whatIsNotAPartIsRefused() {
    ByteBuffer buffer = ByteBuffer.allocate(10).limit(2);
    assertThrows(
        IndexOutOfBoundsException.class, () -> Data.of(buffer, 7, 4, DataType.BYTE).bytes());
    assertThrows(
        IndexOutOfBoundsException.class, () -> Data.of(buffer, -1, 4, DataType.BYTE).bytes());
    ByteBuffer other = buffer.duplicate().order(ByteOrder.nativeOrder());
    assertThrows(IllegalArgumentException.class, () -> Data.of(other, 0, 6, DataType.INT).bytes());
    assertThrows(
        IllegalArgumentException.class, () -> Data.of(foreign(buffer), 0, 4, DataType.INT).bytes());
    assertThrows(NullPointerException.class, () -> Data.of(buffer, 0, 4, null).bytes());
  }

  private static ByteBuffer foreign(ByteBuffer buffer) {
    boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return buffer.duplicate().order(isLittle ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }
}
