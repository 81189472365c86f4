package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.function.Executable;

/** One of three ranks that go through all cases together: most are between ranks 0 and 1. */
final class PointToPointRank {
  private static final int SMALL = 100;
  private static final int LARGE = 600_001;
  private static final int END_OF_CASE = 999_999;

  private final Communicator world;
  private final int me;

  private PointToPointRank(Communicator world) {
    this.world = world;
    me = world.rank();
  }

  /** Arguments: name, rank, size, protocols. */
  public static void main(String... arguments) throws Throwable {
    for (String protocol : List.of(arguments).subList(3, arguments.length)) {
      Communicator world = Ranks.joinWith(protocol, arguments);
      try {
        new PointToPointRank(world).all();
        world.close();
        closedMeansClosed(world);
      } catch (Throwable e) {
        throw new AssertionError("protocol " + protocol, e);
      }
    }
  }

  private void all() throws Throwable {
    run("an interrupted thread sends the first message", this::interruptedThread);
    run("messages of a pair do not overtake", this::noOvertaking);
    run("wildcards tell what they got", this::wildcards);
    run("truncation loses one message only", this::truncation);
    run("a cancelled receive gets nothing", this::cancellation);
    run("probe leaves the message", this::probing);
    run("ranks in a circle exchange", this::circle);
    run("to oneself", this::toOneself);
    run("to oneself from another thread", this::toOneselfFromAnotherThread);
    run("many threads", this::manyThreads);
    run("typed arrays", this::typedArrays);
    run("columns of a matrix", this::columns);
    run("a slow receiver gets all", this::slowReceiver);
    run("what comes meanwhile is kept", this::meanwhile);
    run("buffers keep their positions", this::positions);
    run("a closed buffer loses no message", this::closedBuffer);
    run("waiting for one of several", this::awaitAny);
    run("bad arguments are named", this::badArguments);
  }

  private void run(String name, Executable test) throws Throwable {
    try {
      test.execute();
      for (int other = 0; other < 3; other++) {
        Data nothing = Data.of(new byte[0]);
        world.sendRecv(nothing, other, END_OF_CASE, nothing, other, END_OF_CASE);
      }
    } catch (Throwable e) {
      throw new AssertionError("rank " + me + ": " + name, e);
    }
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  private void send(int key, int size, int dest, int tag) throws IOException {
    world.send(direct(TestMessage.of(key, size)), dest, tag);
  }

  private void receive(int key, int size, int source, int tag) throws IOException {
    ByteBuffer into = ByteBuffer.allocateDirect(size);
    assertEquals(new Status(source, tag, size), world.recv(into, source, tag));
    assertArrayEquals(TestMessage.of(key, size), bytes(into));
  }

  // ---- cases

  private void interruptedThread() throws IOException {
    Thread.currentThread().interrupt();
    int next = (me + 1) % 3;
    int previous = (me + 2) % 3;
    ByteBuffer into = ByteBuffer.allocateDirect(LARGE);
    world.sendRecv(direct(TestMessage.of(me, LARGE)), next, 0, into, previous, 0);
    assertTrue(Thread.interrupted());
    assertArrayEquals(TestMessage.of(previous, LARGE), bytes(into));
  }

  private void noOvertaking() throws IOException {
    int[] sizes = {SMALL, LARGE, 0, 1 << 17, 5000, LARGE, LARGE, 1};
    if (me == 0) {
      List<Request> sends = new ArrayList<>();
      for (int i = 0; i < sizes.length; i++) {
        sends.add(world.isend(direct(TestMessage.of(i, sizes[i])), 1, 7));
      }
      Request.awaitAll(sends.toArray(Request[]::new));
    } else if (me == 1) {
      for (int i = 0; i < sizes.length; i++) {
        receive(i, sizes[i], 0, 7);
      }
    }
  }

  private void wildcards() throws IOException {
    if (me == 0) {
      send(1, SMALL, 1, 5);
      send(2, LARGE, 1, 6);
    } else if (me == 2) {
      send(3, SMALL, 1, 8);
    } else {
      ByteBuffer into = ByteBuffer.allocateDirect(LARGE);
      assertEquals(new Status(2, 8, SMALL), world.recv(into, Communicator.ANY_SOURCE, 8));
      assertEquals(new Status(0, 5, SMALL), world.recv(into, 0, Communicator.ANY_TAG));
      assertEquals(
          new Status(0, 6, LARGE), world.recv(into, Communicator.ANY_SOURCE, Communicator.ANY_TAG));
      assertArrayEquals(TestMessage.of(2, LARGE), bytes(into));
    }
  }

  private void truncation() throws IOException {
    for (int size : new int[] {SMALL, LARGE}) {
      if (me == 0) {
        Request.awaitAll(
            world.isend(direct(TestMessage.of(1, size)), 1, 1),
            world.isend(direct(TestMessage.of(2, size)), 1, 1),
            world.isend(direct(TestMessage.of(3, size)), 1, 2));
      } else if (me == 1) {
        receive(3, size, 0, 2); // so that the others have come before they are asked for
        tooShort(size);
        receive(2, size, 0, 1);
      }
      if (me == 1) {
        world.send(ByteBuffer.allocate(0), 0, 3);
        tooShort(size); // posted before it arrives
        receive(5, size, 0, 1);
      } else if (me == 0) {
        world.recv(ByteBuffer.allocate(0), 1, 3);
        send(4, size, 1, 1);
        send(5, size, 1, 1);
      }
    }
  }

  private void tooShort(int size) {
    ByteBuffer into = ByteBuffer.allocateDirect(size - 1);
    TruncationException e = assertThrows(TruncationException.class, () -> world.recv(into, 0, 1));
    assertEquals(new Status(0, 1, size), e.status());
    assertEquals(
        "a message of "
            + size
            + " bytes from rank 0 with tag 1 does not fit into "
            + (size - 1)
            + " bytes",
        e.getMessage());
    assertArrayEquals(new byte[size - 1], bytes(into));
  }

  private void cancellation() throws IOException {
    if (me == 1) {
      Request request = world.irecv(ByteBuffer.allocateDirect(LARGE), 0, 1);
      assertFalse(request.test());
      assertTrue(request.cancel());
      assertTrue(request.isDone());
      assertFalse(request.cancel());
      assertThrows(CancellationException.class, request::await);
      world.send(ByteBuffer.allocate(0), 0, 2);
      receive(4, LARGE, 0, 1);
      receive(5, SMALL, 0, 1);
      Request taken = world.irecv(ByteBuffer.allocateDirect(0), 1, 1);
      world.send(ByteBuffer.allocate(0), 1, 1);
      taken.await();
      assertFalse(taken.cancel());
      assertEquals(new Status(1, 1, 0), taken.await());
    } else if (me == 0) {
      world.recv(ByteBuffer.allocate(0), 1, 2);
      Request large = world.isend(direct(TestMessage.of(4, LARGE)), 1, 1);
      assertFalse(large.cancel());
      large.await();
      send(5, SMALL, 1, 1);
    }
  }

  private void probing() throws IOException {
    if (me == 0) {
      assertEquals(Optional.empty(), world.iprobe(1, 4));
      send(1, SMALL, 1, 4);
      send(2, LARGE, 1, 5);
    } else if (me == 1) {
      assertEquals(new Status(0, 5, LARGE), world.probe(0, 5));
      assertEquals(Optional.of(new Status(0, 4, SMALL)), world.iprobe(Communicator.ANY_SOURCE, 4));
      assertEquals(Optional.empty(), world.iprobe(2, Communicator.ANY_TAG));
      receive(2, LARGE, 0, 5);
      receive(1, SMALL, 0, 4);
      assertEquals(Optional.empty(), world.iprobe(0, 4));
    }
  }

  private void circle() throws IOException {
    int next = (me + 1) % 3;
    int previous = (me + 2) % 3;
    for (int size : new int[] {0, SMALL, LARGE, 3 << 20}) {
      ByteBuffer into = ByteBuffer.allocateDirect(size);
      ByteBuffer message = direct(TestMessage.of(me, size));
      assertEquals(
          new Status(previous, 1, size), world.sendRecv(message, next, 1, into, previous, 1));
      assertArrayEquals(TestMessage.of(previous, size), bytes(into));
    }
  }

  private void toOneself() throws IOException {
    for (TestMemory.Kind from : TestMemory.Kind.values()) {
      for (TestMemory.Kind to : TestMemory.Kind.values()) {
        for (int size : new int[] {0, 104, 600_000}) {
          toOneself(from, to, size);
        }
      }
    }
  }

  private void toOneself(TestMemory.Kind from, TestMemory.Kind to, int size) throws IOException {
    try (TestMemory source = new TestMemory(from, size);
        TestMemory target = new TestMemory(to, size)) {
      byte[] message = TestMessage.of(size + me, size);
      source.put(message);
      assertEquals(new Status(me, 2, size), world.sendRecv(source.data, me, 2, target.data, me, 2));
      target.requireHolds(message);
    }
  }

  private void toOneselfFromAnotherThread() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    for (int i = 0; i < 200; i++) {
      int size = i % 2 == 0 ? SMALL : LARGE / 4;
      int key = i;
      Future<?> sent =
          other.submit(
              () -> {
                send(key, size, me, 3);
                return null;
              });
      receive(key, size, me, 3);
      sent.get();
    }
    other.shutdown();
  }

  /** Each thread of rank 0 talks to the one of rank 1 that has the same tags. */
  private void manyThreads() throws Exception {
    if (me < 2) {
      ExecutorService threads = Executors.newFixedThreadPool(5);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int tag = 10 + i;
        all.add(
            threads.submit(
                () -> {
                  talk(1 - me, tag);
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      threads.shutdown();
    }
  }

  private void talk(int other, int tag) throws IOException {
    for (int i = 0; i < 60; i++) {
      int size = Math.floorMod(TestMessage.mix(tag * 1000L + i), i % 10 == 9 ? 900_000 : 20_000);
      if (i % 3 == 0) {
        ByteBuffer into = ByteBuffer.allocateDirect(size);
        world.sendRecv(direct(TestMessage.of(me + tag + i, size)), other, tag, into, other, tag);
        assertArrayEquals(TestMessage.of(other + tag + i, size), bytes(into));
      } else if (i % 3 - 1 == me) {
        send(tag + i, size, other, tag);
      } else {
        receive(tag + i, size, other, tag);
      }
    }
  }

  private void typedArrays() throws IOException {
    for (int count : new int[] {0, 3, 150_000}) {
      for (DataType type : DataType.values()) {
        typedArray(type, count);
      }
    }
    if (me == 0) {
      world.send(Data.of(new byte[3]), 1, 3);
      send(1, SMALL, 1, 3);
    } else if (me == 1) {
      MessageException e =
          assertThrows(MessageException.class, () -> world.recv(Data.of(new int[1]), 0, 3));
      assertEquals("a message of 3 bytes is not a whole number of INT elements", e.getMessage());
      receive(1, SMALL, 0, 3);
    }
  }

  /** Part of an array into part of a longer one. */
  private void typedArray(DataType type, int count) throws IOException {
    Object from = Sample.newArray(type, count + 5);
    Object to = Sample.newArray(type, count + 12);
    if (me == 0) {
      for (int i = 0; i < count + 5; i++) {
        set(from, i, i + 1);
      }
      world.send(data(type, from, 2, count), 1, 3);
    } else if (me == 1) {
      Status status = world.recv(data(type, to, 4, count + 6), 0, 3);
      assertEquals(new Status(0, 3, (long) count * type.bytes()), status);
      Object expected = Sample.newArray(type, count + 12);
      for (int i = 0; i < count; i++) {
        set(expected, 4 + i, i + 3);
      }
      assertTrue(Arrays.deepEquals(new Object[] {expected}, new Object[] {to}), type.toString());
    }
  }

  private static void set(Object array, int index, int value) {
    if (array instanceof byte[] bytes) {
      bytes[index] = (byte) value;
    } else if (array instanceof short[] shorts) {
      shorts[index] = (short) value;
    } else if (array instanceof char[] chars) {
      chars[index] = (char) value;
    } else {
      java.lang.reflect.Array.set(array, index, value); // widens
    }
  }

  private static Data data(DataType type, Object array, int offset, int count) {
    return switch (type) {
      case BYTE -> Data.of((byte[]) array, offset, count);
      case SHORT -> Data.of((short[]) array, offset, count);
      case CHAR -> Data.of((char[]) array, offset, count);
      case INT -> Data.of((int[]) array, offset, count);
      case LONG -> Data.of((long[]) array, offset, count);
      case FLOAT -> Data.of((float[]) array, offset, count);
      case DOUBLE -> Data.of((double[]) array, offset, count);
    };
  }

  /** A column of a matrix of doubles into a row, and a row into a column. */
  private void columns() throws IOException {
    for (int n : new int[] {0, 1, 5, 700}) {
      double[] matrix = new double[n * n];
      Layout column = Layout.vector(n, 1, n);
      Layout row = Layout.contiguous(n);
      if (me == 0) {
        Arrays.setAll(matrix, i -> i);
        world.send(Data.of(matrix).with(column), 1, 4);
        world.send(Data.of(matrix).with(row), 1, 4);
      } else if (me == 1) {
        world.recv(Data.of(matrix).with(row), 0, 4);
        for (int i = 0; i < n; i++) {
          assertEquals((double) i * n, matrix[i]);
        }
        world.recv(Data.of(matrix).with(column), 0, 4);
        for (int i = 0; i < n; i++) {
          assertEquals(i, matrix[i * n]);
        }
      }
    }
  }

  private void slowReceiver() throws Exception {
    int messages = 6000;
    if (me == 0) {
      ByteBuffer word = ByteBuffer.allocateDirect(64);
      for (int i = 0; i < messages; i++) {
        world.send(word.putInt(0, i), 1, 5);
      }
    } else if (me == 1) {
      Thread.sleep(200);
      ByteBuffer word = ByteBuffer.allocateDirect(64);
      for (int i = 0; i < messages; i++) {
        world.recv(word, 0, 5);
        assertEquals(i, word.getInt(0));
      }
    }
  }

  private void meanwhile() throws Exception {
    int messages = 3000;
    if (me == 0) {
      for (int i = 0; i < messages; i++) {
        world.send(Data.of(i), 1, 6);
      }
      send(1, LARGE, 1, 7);
    } else if (me == 1) {
      receive(1, LARGE, 0, 7);
      int[] word = new int[1];
      for (int i = 0; i < messages; i++) {
        world.recv(Data.of(word), 0, 6);
        assertEquals(i, word[0]);
      }
    }
  }

  private void positions() throws IOException {
    for (int size : new int[] {SMALL, LARGE}) {
      if (me == 0) {
        ByteBuffer from = ByteBuffer.allocate(size + 20).position(7).limit(size + 7);
        from.put(7, TestMessage.of(1, size));
        ByteBuffer view = from.asReadOnlyBuffer();
        world.send(view, 1, 8);
        assertEquals(7, view.position());
        assertEquals(size + 7, view.limit());
      } else if (me == 1) {
        ByteBuffer into = ByteBuffer.allocateDirect(size + 30).position(9).limit(size + 9);
        world.recv(into, 0, 8);
        assertEquals(9, into.position());
        assertEquals(size + 9, into.limit());
        assertArrayEquals(TestMessage.of(1, size), bytes(into));
      }
    }
  }

  private void closedBuffer() throws IOException {
    if (me == 0) {
      send(1, SMALL, 1, 9);
      send(2, SMALL, 1, 10);
    } else if (me == 1) {
      receive(2, SMALL, 0, 10); // so that the other is here too
      MessageBuffer memory = MessageBuffer.allocate(SMALL);
      Data data = Data.of(memory);
      memory.close();
      assertThrows(IllegalStateException.class, () -> world.recv(data, 0, 9));
      receive(1, SMALL, 0, 9);
    }
  }

  private void awaitAny() throws IOException {
    if (me == 1) {
      Request first = world.irecv(ByteBuffer.allocateDirect(SMALL), 0, 11);
      Request second = world.irecv(ByteBuffer.allocateDirect(LARGE), 0, 12);
      assertEquals(1, Request.awaitAny(first, second));
      assertFalse(first.isDone());
      world.send(ByteBuffer.allocate(0), 0, 13);
      Request.awaitAll(first, second);
      assertEquals(new Status(0, 12, LARGE), second.await());
    } else if (me == 0) {
      send(1, LARGE, 1, 12);
      world.recv(ByteBuffer.allocate(0), 1, 13);
      send(1, SMALL, 1, 11);
    }
  }

  private void badArguments() {
    ByteBuffer some = ByteBuffer.allocateDirect(8);
    refused("dest", IndexOutOfBoundsException.class, () -> world.send(some, 3, 0));
    refused("dest", IndexOutOfBoundsException.class, () -> world.isend(some, -1, 0));
    refused("source", IndexOutOfBoundsException.class, () -> world.recv(some, 3, 0));
    refused("source", IndexOutOfBoundsException.class, () -> world.irecv(some, -2, 0));
    refused("source", IndexOutOfBoundsException.class, () -> world.probe(7, 0));
    refused("other", IndexOutOfBoundsException.class, () -> world.transport(3));
    refused("tag", IllegalArgumentException.class, () -> world.send(some, 1, -1));
    refused("tag", IllegalArgumentException.class, () -> world.recv(some, 1, -2));
    refused("tag", IllegalArgumentException.class, () -> world.iprobe(1, -2));
    refused("message", NullPointerException.class, () -> world.send((ByteBuffer) null, 1, 0));
    refused("message", NullPointerException.class, () -> world.isend((Data) null, 1, 0));
    refused("into", NullPointerException.class, () -> world.recv((ByteBuffer) null, 1, 0));
    refused("into", NullPointerException.class, () -> world.irecv((Data) null, 1, 0));
    refused("buffer", NullPointerException.class, () -> Data.of((ByteBuffer) null));
    refused("no requests", IllegalArgumentException.class, () -> Request.awaitAny());
    refused("offset 0 and length -1", IllegalArgumentException.class, () -> Layout.contiguous(-1));
    assertThrows(ReadOnlyBufferException.class, () -> world.recv(some.asReadOnlyBuffer(), 1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Data.of(new int[4], 2, 3));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Data.of(new int[4]).with(Layout.vector(2, 1, 4)));
    refused(
        "7 bytes",
        IllegalArgumentException.class,
        () -> Data.of(some.slice(0, 7).order(ByteOrder.nativeOrder()), DataType.LONG));
  }

  private static void refused(String name, Class<? extends Throwable> how, Executable call) {
    Throwable e = assertThrows(how, call);
    assertTrue(String.valueOf(e.getMessage()).contains(name), e.toString());
  }

  private static void closedMeansClosed(Communicator world) {
    world.close();
    ByteBuffer some = ByteBuffer.allocateDirect(8);
    for (Executable call :
        List.<Executable>of(
            () -> world.send(some, 0, 0),
            () -> world.irecv(some, 0, 0),
            () -> world.probe(0, 0),
            () -> world.iprobe(0, 0))) {
      assertInstanceOf(
          IllegalStateException.class,
          assertThrows(RuntimeException.class, call).fillInStackTrace());
    }
  }
}
