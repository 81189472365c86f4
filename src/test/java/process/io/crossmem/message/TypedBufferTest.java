package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.TestArena;
import java.io.RandomAccessFile;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buffers of elements that are not bytes. */
@Timeout(60)
class TypedBufferTest {
  private static final ByteOrder OTHER =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
          ? ByteOrder.BIG_ENDIAN
          : ByteOrder.LITTLE_ENDIAN;

  /** Sends from one to the other, in a group of one. */
  private static Status transfer(Data from, Data into) throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request receive = world.irecv(into, 0, 3);
      world.send(from, 0, 3);
      return receive.await();
    }
  }

  private static long works(Communicator world) throws Exception {
    world.send(Data.of(new byte[8]), 0, 1);
    return world.recv(Data.of(new byte[8]), 0, 1).bytes();
  }

  private static ByteBuffer buffer(boolean direct, int bytes) {
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    return buffer.order(ByteOrder.nativeOrder());
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void aBufferOfEachTypeIsSentAndReceived(DataType type) throws Exception {
    for (int count : new int[] {0, 1, 5, 3000, 200_000}) {
      for (boolean direct : new boolean[] {false, true}) {
        ByteBuffer from = buffer(direct, count * type.bytes());
        ByteBuffer into = buffer(!direct, count * type.bytes());
        from.put(0, TestMessage.of(count, count * type.bytes()));
        Data message = Sample.view(type, from);
        assertEquals(type, message.type());
        assertEquals(from.capacity(), message.bytes());
        Status status = transfer(message, Sample.view(type, into));
        assertEquals(from.capacity(), status.bytes());
        assertEquals(from, into);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onlyWhatIsBetweenPositionAndLimitTakesPart(boolean direct) throws Exception {
    LongBuffer from = buffer(direct, 80).asLongBuffer();
    LongBuffer into = buffer(direct, 80).asLongBuffer();
    for (int i = 0; i < 10; i++) {
      from.put(i, i);
    }
    Data message = Data.of(from.slice(1, 9).position(2).limit(6));
    Data room = Data.of(into.position(4).limit(9));
    from.limit(0);
    into.position(0).limit(1); // what was read then stays
    assertEquals(32, transfer(message, room).bytes());
    assertEquals(0, into.position());
    assertEquals(
        LongBuffer.wrap(new long[] {0, 0, 0, 0, 3, 4, 5, 6, 0, 0}), into.duplicate().clear());
  }

  @Test
  void anArrayBehindABufferIsSentAndReceived() throws Exception {
    int[] into = new int[6];
    transfer(
        Data.of(IntBuffer.wrap(new int[] {1, 2, 3, 4}, 1, 3)), Data.of(IntBuffer.wrap(into, 2, 4)));
    assertEquals(IntBuffer.wrap(new int[] {0, 0, 2, 3, 4, 0}), IntBuffer.wrap(into));
  }

  @Test
  void textIsSentAsItsChars() throws Exception {
    char[] into = new char[5];
    transfer(Data.of(CharBuffer.wrap("a text", 2, 6)), Data.of(into));
    assertEquals("text\0", new String(into));
  }

  @Test
  void layoutsAndOperationsTakeTypedBuffers() throws Exception {
    DoubleBuffer column = buffer(true, 9 * 8).asDoubleBuffer();
    double[] sum = new double[3];
    try (Communicator world = LocalRanks.alone()) {
      for (int i = 0; i < 9; i++) {
        column.put(i, i);
      }
      world.allreduce(Data.of(column).with(Layout.vector(3, 1, 3)), Data.of(sum), Op.SUM);
    }
    assertEquals(DoubleBuffer.wrap(new double[] {0, 3, 6}), DoubleBuffer.wrap(sum));
  }

  @Test
  void anotherByteOrderIsRefusedUnlessTheElementsAreBytes() {
    for (boolean direct : new boolean[] {false, true}) {
      ByteBuffer buffer = buffer(direct, 16).order(OTHER);
      for (DataType type : DataType.values()) {
        if (type == DataType.BYTE) {
          assertEquals(16, Data.of(buffer, type).bytes());
        } else {
          assertNames(
              OTHER.toString(),
              assertThrows(IllegalArgumentException.class, () -> Data.of(buffer, type)));
          assertNames(
              "nativeOrder()",
              assertThrows(IllegalArgumentException.class, () -> Sample.view(type, buffer)));
        }
      }
    }
  }

  private static void assertNames(String part, Exception e) {
    assertTrue(e.getMessage().contains(part), e.toString());
  }

  @Test
  void aReadOnlyBufferIsSentAndNotReceivedInto() throws Exception {
    for (boolean direct : new boolean[] {false, true}) {
      IntBuffer values = buffer(direct, 4).asIntBuffer().put(0, 42);
      Data readOnly = Data.of(values.asReadOnlyBuffer());
      int[] into = new int[1];
      transfer(readOnly, Data.of(into));
      assertEquals(42, into[0]);
      try (Communicator world = LocalRanks.alone()) {
        assertThrows(ReadOnlyBufferException.class, () -> world.irecv(readOnly, 0, 0));
      }
    }
  }

  @Test
  void noBufferIsRefusedByName() {
    assertNames(
        "buffer", assertThrows(NullPointerException.class, () -> Data.of((IntBuffer) null)));
  }

  @Test
  void itsMemoryLivesAsLongAsTheData() throws Exception {
    List<Data> held = new ArrayList<>();
    WeakReference<ByteBuffer> memory = viewed(held);
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    assertNotNull(memory.get());
    assertEquals(64, held.remove(0).bytes());
    while (memory.get() != null) {
      System.gc();
      Thread.sleep(1);
    }
  }

  private static WeakReference<ByteBuffer> viewed(List<Data> held) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
    held.add(Data.of(bytes.asIntBuffer()));
    return new WeakReference<>(bytes);
  }

  @Test
  void theMemoryOfAClosedArenaIsRefused() throws Exception {
    TestArena arena = TestArena.of("ofShared");
    Data data = Data.of(arena.allocate(64).order(ByteOrder.nativeOrder()).asIntBuffer());
    int[] into = new int[16];
    transfer(data, Data.of(into));
    arena.close();
    try (Communicator world = LocalRanks.alone()) {
      assertThrows(IllegalStateException.class, () -> world.send(data, 0, 0));
      assertEquals(8, works(world));
    }
  }

  @Test
  void theMemoryOfAConfinedArenaIsRefusedByARequest() throws Exception {
    try (TestArena arena = TestArena.of("ofConfined");
        Communicator world = LocalRanks.alone()) {
      Data data = Data.of(arena.allocate(64).order(ByteOrder.nativeOrder()).asIntBuffer());
      assertThrows(IllegalArgumentException.class, () -> world.irecv(data, 0, 0));
    }
  }

  /** What remains is sent, and what is not there is an error, whatever the JVM has compiled. */
  @ParameterizedTest
  @ValueSource(ints = {64, 1 << 20})
  void aFileThatWasCutIsNoticed(int bytes, @TempDir Path folder) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("file").toFile(), "rw");
        Communicator world = LocalRanks.alone()) {
      file.setLength(bytes);
      Data mapped =
          Data.of(
              file.getChannel()
                  .map(FileChannel.MapMode.READ_WRITE, 0, bytes)
                  .order(ByteOrder.nativeOrder())
                  .asLongBuffer());
      long[] into = new long[bytes / 8];
      Request receive = world.irecv(Data.of(into), 0, 0);
      world.send(mapped, 0, 0);
      assertEquals(bytes, receive.await().bytes());
      file.setLength(0);
      Request second = world.irecv(Data.of(into), 0, 1);
      assertThrows(InternalError.class, () -> world.send(mapped, 0, 1));
      second.cancel();
    }
  }
}
