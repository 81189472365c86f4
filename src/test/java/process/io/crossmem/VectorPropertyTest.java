package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Random vectors on both sides, some of them through memory that faults, against a model that
 * copies byte by byte until one side ends or a byte may not be touched.
 */
class VectorPropertyTest {
  private static final int PAGE = Foreign.PAGE;
  private static final int REMOTE_BYTES = Foreign.ARENA_PAGES * PAGE;
  private static final int LOCAL_BYTES = 16 * PAGE;
  private static final int LOCAL_GOOD = 9 * PAGE; // what is behind lies beyond the file's end

  private static Foreign foreign;
  private static ProcessMemory process;
  private static MappedByteBuffer local;
  private static final byte[] remoteModel = Foreign.laid(0, REMOTE_BYTES);
  private static final byte[] localModel = new byte[LOCAL_GOOD];
  private static int cases;

  /** Part of an arena, by offset. */
  record Span(int offset, int length) {}

  /** One transfer: which way, how it is asked for, and between what. */
  record Case(Operation operation, Way way, List<Span> local, List<Span> remote) {}

  /** The overloads of the thin API. */
  enum Way {
    IOVECS,
    IOVEC_ARRAYS,
    BUFFERS,
    MIXED_BUFFERS
  }

  @BeforeContainer
  static void start() throws IOException {
    foreign = Foreign.start();
    process = ProcessMemory.open(foreign.pid());
    Path path = Files.createTempFile("crossmem", "local");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(LOCAL_BYTES);
      local = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, LOCAL_BYTES);
      file.setLength(LOCAL_GOOD);
    } finally {
      Files.delete(path);
    }
  }

  @AfterContainer
  static void stop() {
    process.close();
    foreign.close();
  }

  @Provide
  Arbitrary<Case> cases() {
    return Combinators.combine(
            Arbitraries.of(Operation.class),
            Arbitraries.of(Way.class),
            spans(LOCAL_BYTES),
            spans(REMOTE_BYTES))
        .as(Case::new);
  }

  /** Empty, tiny, about a page and up to three pages long; a dozen at most. */
  private static Arbitrary<List<Span>> spans(int arena) {
    Arbitrary<Integer> length =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(0)),
            Tuple.of(4, Arbitraries.integers().between(1, 16)),
            Tuple.of(3, Arbitraries.integers().between(PAGE - 6, PAGE + 6)),
            Tuple.of(2, Arbitraries.integers().between(1, 3 * PAGE)));
    Arbitrary<Integer> offset = Arbitraries.integers().between(0, arena - 3 * PAGE);
    return Combinators.combine(offset, length).as(Span::new).list().ofMinSize(0).ofMaxSize(12);
  }

  @Property(tries = 10_000, shrinking = ShrinkingMode.BOUNDED)
  void countsAndBytesAreThoseOfTheModel(@ForAll("cases") Case c) throws IOException {
    List<Span> mine =
        c.way == Way.BUFFERS || c.way == Way.MIXED_BUFFERS ? inFile(c.local) : c.local;
    int expected = model(c.operation, mine, c.remote);
    int wanted = Math.min(total(mine), total(c.remote));
    try {
      assertEquals(expected, transfer(c, mine));
    } catch (ProcessMemoryException e) {
      assertEquals(Errno.EFAULT, e.errno());
      assertEquals(0, e.bytesTransferred());
      assertEquals(0, expected, "nothing may have moved where EFAULT is thrown");
      assertEquals(true, wanted > 0, "nothing to move is no fault");
    }
    byte[] got = new byte[LOCAL_GOOD];
    local.get(0, got);
    assertArrayEquals(localModel, got, "local bytes");
    assertRemoteIsTheModel();
  }

  /** A buffer cannot lead to memory that faults, short of a truncated file: stay inside it. */
  private static List<Span> inFile(List<Span> spans) {
    return spans.stream().map(s -> new Span(s.offset % (LOCAL_GOOD - 3 * PAGE), s.length)).toList();
  }

  private static int total(List<Span> spans) {
    return spans.stream().mapToInt(Span::length).sum();
  }

  private static boolean touchable(Operation operation, int remoteOffset) {
    int page = remoteOffset / PAGE;
    boolean none = page % 4 == 3;
    boolean readOnly = page % 8 == 5;
    return !none && (operation == Operation.READ || !readOnly);
  }

  private static int model(Operation operation, List<Span> mine, List<Span> theirs) {
    int[] from = offsets(mine);
    int[] to = offsets(theirs);
    int moved = 0;
    while (moved < Math.min(from.length, to.length)
        && from[moved] < LOCAL_GOOD
        && touchable(operation, to[moved])) {
      if (operation == Operation.READ) {
        localModel[from[moved]] = remoteModel[to[moved]];
      } else {
        remoteModel[to[moved]] = localModel[from[moved]];
      }
      moved++;
    }
    return moved;
  }

  /** The offset of every byte, in order. */
  private static int[] offsets(List<Span> spans) {
    int[] offsets = new int[total(spans)];
    int n = 0;
    for (Span span : spans) {
      for (int i = 0; i < span.length; i++) {
        offsets[n++] = span.offset + i;
      }
    }
    return offsets;
  }

  private static long transfer(Case c, List<Span> mine) throws ProcessMemoryException {
    Iovec[] ours = at(Iovec.of(local.clear()).address(), mine);
    Iovec[] theirs = at(foreign.value("arena"), c.remote);
    boolean read = c.operation == Operation.READ;
    return switch (c.way) {
      case IOVECS -> read ? process.read(ours, theirs) : process.write(ours, theirs);
      case IOVEC_ARRAYS -> {
        IovecArray l = IovecArray.of(ours);
        IovecArray r = IovecArray.of(theirs);
        yield read ? process.read(l, r) : process.write(l, r);
      }
      case BUFFERS -> {
        ByteBuffer[] buffers = slices(mine);
        yield read ? process.read(buffers, theirs) : process.write(buffers, theirs);
      }
      case MIXED_BUFFERS -> throughBuffers(c.operation, mine, theirs);
    };
  }

  private static Iovec[] at(long base, List<Span> spans) {
    return spans.stream()
        .map(s -> s.length == 0 ? new Iovec(-1, 0) : new Iovec(base + s.offset, s.length))
        .toArray(Iovec[]::new);
  }

  private static ByteBuffer[] slices(List<Span> spans) {
    return spans.stream().map(s -> local.slice(s.offset, s.length)).toArray(ByteBuffer[]::new);
  }

  /**
   * Heap and direct buffers by turns, each with memory of its own; what arrives there is then put
   * where the model has it, in the same order.
   */
  private static long throughBuffers(Operation operation, List<Span> mine, Iovec[] theirs)
      throws ProcessMemoryException {
    ByteBuffer[] slices = slices(mine);
    ByteBuffer[] buffers = new ByteBuffer[slices.length];
    for (int i = 0; i < slices.length; i++) {
      int length = slices[i].remaining();
      buffers[i] = i % 2 == 0 ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
      buffers[i].put(0, slices[i], 0, length);
    }
    try {
      return operation == Operation.READ
          ? process.read(buffers, theirs)
          : process.write(buffers, theirs);
    } finally {
      for (int i = 0; i < slices.length && operation == Operation.READ; i++) {
        slices[i].put(0, buffers[i], 0, buffers[i].position());
      }
    }
  }

  /** Reads are checked against the model; from time to time the process reports its memory. */
  private static void assertRemoteIsTheModel() throws ProcessMemoryException {
    List<Iovec> readable = new ArrayList<>();
    ByteBuffer expected = ByteBuffer.allocate(REMOTE_BYTES);
    for (int page = 0; page < Foreign.ARENA_PAGES; page++) {
      if (touchable(Operation.READ, page * PAGE)) {
        readable.add(new Iovec(foreign.value("arena") + (long) page * PAGE, PAGE));
        expected.put(remoteModel, page * PAGE, PAGE);
        if (cases % 100 == 0) {
          byte[] bytes = Arrays.copyOfRange(remoteModel, page * PAGE, page * PAGE + PAGE);
          assertEquals(
              Foreign.hash(bytes), foreign.hash(foreign.value("arena") + (long) page * PAGE, PAGE));
        }
      }
    }
    cases++;
    ByteBuffer got = ByteBuffer.allocateDirect(expected.position());
    process.read(new ByteBuffer[] {got}, readable.toArray(Iovec[]::new));
    assertEquals(expected.flip(), got.flip(), "remote bytes");
  }
}
