package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Data made from values, not from an array: it cannot be received into. */
@Timeout(60)
class ValuesTest {
  @Test
  void valuesAreSent() throws Exception {
    double[] into = new double[3];
    try (Communicator world = LocalRanks.alone()) {
      world.send(Data.of(1.5, 2, 3), 0, 1);
      world.recv(Data.of(into), 0, 1);
      assertArrayEquals(new double[] {1.5, 2, 3}, into);
      world.allreduce(Data.of(4.5), Data.of(into, 1, 1), Op.SUM);
      assertEquals(4.5, into[1]);
    }
  }

  @Test
  void eachTypeHasItsValues() {
    assertEquals(DataType.BYTE, Data.of((byte) 1).type());
    assertEquals(DataType.SHORT, Data.of((short) 1, (short) 2).type());
    assertEquals(DataType.CHAR, Data.of('a').type());
    assertEquals(DataType.INT, Data.of(1).type());
    assertEquals(DataType.LONG, Data.of(1, 2L).type());
    assertEquals(DataType.FLOAT, Data.of(1f, 2).type());
    assertEquals(DataType.DOUBLE, Data.of(1.0, 2f).type());
    assertEquals(8, Data.of('a', 'b', 'c', 'd').bytes());
  }

  @Test
  void nothingIsReceivedIntoThem() throws Exception {
    int n = 0;
    Data values = Data.of(n);
    Data columns = Data.of(1, 2, 3, 4).with(Layout.vector(2, 1, 2));
    try (Communicator world = LocalRanks.alone()) {
      world.send(Data.of(42), 0, 1);
      for (Executable receive :
          List.<Executable>of(
              () -> world.recv(values, 0, 1),
              () -> world.recv(columns, 0, 1),
              () -> world.recv(values, 0, 1, Duration.ZERO),
              () -> world.irecv(values, 0, 1),
              () -> world.sendRecv(Data.of(1), 0, 1, values, 0, 1),
              () -> world.allreduce(Data.of(1), values, Op.SUM))) {
        ReadOnlyBufferException e = assertThrows(ReadOnlyBufferException.class, receive);
        assertTrue(e.getMessage().contains("from values"), e.toString());
      }
      int[] into = new int[1];
      world.recv(Data.of(into), 0, 1);
      assertEquals(42, into[0]); // it was not lost
      assertThrows(
          ReadOnlyBufferException.class,
          () -> world.recv(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0, 1));
    }
  }
}
