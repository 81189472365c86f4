package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buffers of arenas, which can be closed: memory is never touched after it was freed. */
class ArenaTest extends WithForeign {
  /** Below malloc's threshold for a mapping of its own, so that the next buffer gets it again. */
  private static final int SIZE = 100_000;

  private long address;
  private Iovec[] spans;
  private IovecArray remote;

  @BeforeEach
  void findMemory() {
    TestArena.require();
    address = foreign.value("huge");
    spans = new Iovec[] {new Iovec(address, SIZE)};
    remote = IovecArray.of(spans);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer filled(ByteBuffer buffer) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (byte) (i * 5 + (i >> 9)));
    }
    return buffer.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ofShared", "ofConfined"})
  void aBufferOfAClosedArenaIsRefusedAndItsMemoryIsNotTouched(String kind) throws Exception {
    TestArena arena = TestArena.of(kind);
    ByteBuffer closed = arena.allocate(SIZE);
    ByteBuffer empty = closed.slice(0, 0);
    ByteBuffer open = ByteBuffer.allocateDirect(SIZE);
    IovecArray prepared = IovecArray.of(open, closed);
    process.read(address, closed.duplicate());
    arena.close();
    List<ByteBuffer> others = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      others.add(ByteBuffer.allocateDirect(SIZE - 200));
    }
    for (Executable call :
        List.<Executable>of(
            () -> process.read(address, closed),
            () -> process.read(address, closed.duplicate()),
            () -> process.read(address, empty),
            () -> process.readFully(address, closed),
            () -> process.write(address, closed),
            () -> process.writeFully(address, closed),
            () -> process.read(new ByteBuffer[] {open, closed}, spans),
            () -> process.read(new ByteBuffer[] {open, empty}, spans),
            () -> process.write(new ByteBuffer[] {open, closed}, spans),
            () -> process.read(prepared, remote),
            () -> process.write(prepared, remote),
            () -> process.read(prepared, remote, 0),
            () -> process.write(prepared, remote, 0),
            () -> process.read(remote, prepared),
            () -> process.write(remote, prepared, 0),
            () -> Iovec.of(closed),
            () -> IovecArray.of(open, closed))) {
      IllegalStateException e = assertThrows(IllegalStateException.class, call);
      assertTrue(e.getMessage().contains("arena"), e.getMessage());
    }
    assertEquals(0, open.position());
    assertArrayEquals(new byte[SIZE], bytes(open));
    for (ByteBuffer other : others) {
      assertArrayEquals(new byte[SIZE - 200], bytes(other));
    }
    assertEquals(Foreign.hash(Foreign.laid(0, SIZE)), foreign.hash(address, SIZE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ofShared", "ofConfined", "ofAuto", "global"})
  void aBufferOfAnOpenArenaIsAsGoodAsAnyOther(String kind) throws Exception {
    TestArena arena = TestArena.of(kind);
    int large = 1 << 20; // more than the bounce holds
    ByteBuffer buffer = arena.allocate(large);
    process.readFully(address, buffer);
    assertArrayEquals(Foreign.laid(0, large), bytes(buffer));
    ByteBuffer part = arena.allocate(300).position(100).limit(200);
    assertEquals(100, process.read(address + 7, part));
    assertEquals(200, part.position());
    assertArrayEquals(new byte[100], bytes(part.slice(0, 100)));
    assertArrayEquals(Foreign.laid(7, 100), bytes(part.slice(100, 100)));

    ByteBuffer[] mixed = {
      ByteBuffer.allocate(10), arena.allocate(20), ByteBuffer.allocateDirect(30), arena.allocate(40)
    };
    assertEquals(100, process.read(mixed, spans));
    int from = 0;
    for (ByteBuffer one : mixed) {
      assertArrayEquals(Foreign.laid(from, one.capacity()), bytes(one));
      from += one.capacity();
    }

    filled(buffer);
    assertEquals(large, process.write(address, buffer));
    assertEquals(Foreign.hash(bytes(buffer)), foreign.hash(address, large));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ofShared", "ofConfined", "ofAuto", "global"})
  void anIovecArrayOfThemKeepsItsSpansAndNoPositionMoves(String kind) throws Exception {
    TestArena arena = TestArena.of(kind);
    ByteBuffer buffer = arena.allocate(100).position(10).limit(30);
    ByteBuffer plain = ByteBuffer.allocateDirect(8);
    IovecArray local = IovecArray.of(buffer, plain);
    buffer.clear();
    for (int i = 0; i < 3; i++) {
      assertEquals(28, process.read(local, remote));
    }
    assertEquals(0, buffer.position());
    assertArrayEquals(new byte[10], bytes(buffer.slice(0, 10)));
    assertArrayEquals(Foreign.laid(0, 20), bytes(buffer.slice(10, 20)));
    assertArrayEquals(new byte[70], bytes(buffer.slice(30, 70)));
    assertArrayEquals(Foreign.laid(20, 8), bytes(plain));
    filled(plain);
    assertEquals(28, process.write(local, remote));
    byte[] expected = Foreign.laid(0, 28);
    plain.get(0, expected, 20, 8);
    assertEquals(Foreign.hash(expected), foreign.hash(address, 28));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ofShared", "ofConfined"})
  void theBareCallAndTheRemoteSideRefuseAnIovecArrayOfThem(String kind) throws Exception {
    IovecArray array = IovecArray.of(TestArena.of(kind).allocate(8));
    for (Executable call :
        List.<Executable>of(
            () -> process.read(array, remote, 0),
            () -> process.write(array, remote, 0),
            () -> process.read(remote, array),
            () -> process.write(remote, array),
            () -> process.read(remote, array, 0))) {
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
      assertTrue(e.getMessage().contains("arena can be closed"), e.getMessage());
    }
    IovecArray automatic = IovecArray.of(TestArena.of("ofAuto").allocate(8));
    assertEquals(8, process.read(automatic, remote, 0));
  }

  @Test
  void aBufferOfAnotherThreadsArenaIsRefused() throws Exception {
    ByteBuffer confined = TestArena.of("ofConfined").allocate(8);
    IovecArray prepared = IovecArray.of(confined);
    List<Executable> calls =
        List.of(
            () -> process.read(address, confined),
            () -> process.writeFully(address, confined),
            () -> process.read(new ByteBuffer[] {confined}, spans),
            () -> process.read(prepared, remote),
            () -> process.read(prepared, remote, 0),
            () -> Iovec.of(confined));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread other =
        new Thread(
            () -> {
              try {
                for (Executable call : calls) {
                  RuntimeException e = assertThrows(RuntimeException.class, call);
                  assertEquals("java.lang.WrongThreadException", e.getClass().getName());
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    other.start();
    other.join();
    assertEquals(null, failure.get());
    assertArrayEquals(new byte[8], bytes(confined));
  }

  /** What is freed is malloc's again at once: the others' bytes would show a late write. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseDuringATransferEndsItAndNothingIsWrittenLater(boolean prepared) throws Exception {
    int refused = 0;
    for (int round = 0; round < 50; round++) {
      TestArena arena = TestArena.of("ofShared");
      ByteBuffer buffer = arena.allocate(SIZE);
      IovecArray array = IovecArray.of(buffer);
      Thread closer = new Thread(arena::closeWhenReleased);
      closer.start();
      try {
        while (true) {
          if (prepared) {
            process.read(array, remote);
          } else {
            process.read(address, buffer.clear());
          }
        }
      } catch (IllegalStateException e) {
        refused++;
      }
      Thread.interrupted(); // which the JDK sets where it ends an access
      closer.join();
      ByteBuffer next = ByteBuffer.allocateDirect(SIZE - 200);
      assertArrayEquals(new byte[SIZE - 200], bytes(next));
    }
    assertEquals(50, refused);
    process.readFully(address, ByteBuffer.allocate(SIZE)); // what the transfers used is as good
  }
}
