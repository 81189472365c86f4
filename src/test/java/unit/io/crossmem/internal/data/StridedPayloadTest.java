package io.crossmem.internal.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.NativeLibrary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Blocks copied by native code, wherever they lie, against the same copied one by one by Java,
 * which has to do where the memory has no address.
 */
class StridedPayloadTest {
  private static final int MEMORY = 128 << 10; // bytes
  private static final int MARGIN = 64;

  private static HugePageMemory memory;
  private static final TypedView view = Scratch.window(2 * MEMORY + 2 * MARGIN);

  /** Blocks of one length at one distance, in elements; negative distances go down. */
  record Run(int offset, int length, int stride, int count) {}

  /** Runs, and which part of their message is copied: two shares of a million. */
  record Case(ElementType type, List<Run> runs, int from, int to) {}

  @BeforeContainer
  static void allocate() {
    NativeLibrary.ensureLoaded();
    memory = HugePageMemory.allocatePrivate(MEMORY);
  }

  @AfterContainer
  static void close() {
    memory.close();
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<Integer> length =
        Arbitraries.oneOf(
            Arbitraries.of(0, 1, 2, 4, 8, 16, 32, 64, 1024),
            Arbitraries.integers().between(1, 80),
            Arbitraries.integers().between(1, 3000));
    Arbitrary<Run> runs =
        Combinators.combine(
                Arbitraries.integers().between(0, MEMORY / Long.BYTES),
                length,
                Arbitraries.integers().between(-100, 5000),
                Arbitraries.integers().between(1, 200))
            .as(Run::new);
    return Combinators.combine(
            Arbitraries.of(ElementType.BYTE, ElementType.INT, ElementType.DOUBLE),
            runs.list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.integers().between(0, 1_000_000),
            Arbitraries.integers().between(0, 1_000_000))
        .as(Case::new);
  }

  /** The blocks that are inside the memory, while they fit into the view together. */
  private static BlockLayout layout(Case given) {
    long elements = MEMORY / given.type.bytes();
    List<Long> offsets = new ArrayList<>();
    List<Long> lengths = new ArrayList<>();
    long sum = 0;
    for (Run run : given.runs) {
      for (int i = 0; i < run.count; i++) {
        long offset = run.offset + (long) i * run.stride;
        if (offset >= 0 && offset + run.length <= elements && sum + run.length <= elements) {
          offsets.add(offset);
          lengths.add((long) run.length);
          sum += run.length;
        }
      }
    }
    return new BlockLayout(longs(offsets), longs(lengths));
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  @Property(tries = 500)
  void nativeCodeCopiesWhatJavaCopies(@ForAll("cases") Case given) {
    BlockLayout layout = layout(given);
    Payload base = new HugePagePayload(memory, 0, MEMORY, given.type);
    CountingPayload withoutAddress = new CountingPayload(base);
    withoutAddress.retain();
    Payload ours = new StridedPayload(base, layout);
    Payload expected = new StridedPayload(withoutAddress, layout);
    long one = layout.count() * given.from / 1_000_000;
    long other = layout.count() * given.to / 1_000_000;
    long offset = Math.min(one, other) * given.type.bytes();
    int bytes = (int) (Math.abs(one - other) * given.type.bytes());

    assertArrayEquals(
        packed(() -> expected.copyOut(offset, view, MARGIN, bytes)),
        packed(() -> ours.copyOut(offset, view, MARGIN, bytes)));
    assertArrayEquals(
        unpacked(() -> expected.copyIn(offset, view, MARGIN, bytes)),
        unpacked(() -> ours.copyIn(offset, view, MARGIN, bytes)));
  }

  /** The contents of the view after a copy from the memory. */
  private static byte[] packed(Runnable copy) {
    randomize(memory.buffer(0, MEMORY), 1);
    randomize(view.bytes, 2);
    copy.run();
    return bytes(view.bytes);
  }

  /** The contents of the memory after a copy from the view. */
  private static byte[] unpacked(Runnable copy) {
    randomize(view.bytes, 3);
    randomize(memory.buffer(0, MEMORY), 4);
    copy.run();
    return bytes(memory.buffer(0, MEMORY));
  }

  private static void randomize(ByteBuffer buffer, int seed) {
    byte[] random = new byte[buffer.capacity()];
    new Random(seed).nextBytes(random);
    buffer.put(0, random);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] all = new byte[buffer.capacity()];
    buffer.get(0, all);
    return all;
  }

  @Example
  void onlyLongBlocksAreForTheKernel() {
    Payload base = new HugePagePayload(memory, 0, MEMORY, ElementType.BYTE);
    assertNull(new StridedPayload(base, vector(2, 1023)).blocks());
    assertNotNull(new StridedPayload(base, vector(2, 1024)).blocks());
    assertNull(new StridedPayload(base, vector(1, 1024)).blocks());
  }

  private static BlockLayout vector(int count, long length) {
    long[] offsets = new long[count];
    long[] lengths = new long[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = 2L * i * length;
      lengths[i] = length;
    }
    return new BlockLayout(offsets, lengths);
  }
}
