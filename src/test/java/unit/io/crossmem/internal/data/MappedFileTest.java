package io.crossmem.internal.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.OffHeap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mappings of files, which others can cut at any moment. */
class MappedFileTest {
  private static final int SIZE = 100_000;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  private FileChannel file() throws IOException {
    return FileChannel.open(
        folder.resolve("file"),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private MappedByteBuffer mapped(boolean cut) throws IOException {
    try (FileChannel channel = file()) {
      byte[] bytes = new byte[SIZE];
      for (int i = 0; i < SIZE; i++) {
        bytes[i] = (byte) (i * 7 + (i >> 8));
      }
      channel.write(ByteBuffer.wrap(bytes), 0);
      MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, 0, SIZE);
      if (cut) {
        channel.truncate(0);
      }
      return mapped;
    }
  }

  private static TypedView view(int bytes) {
    ByteBuffer memory = OffHeap.allocate(bytes);
    return new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
  }

  @Test
  void aBufferThatMapsAFileIsDetected() throws Exception {
    MappedByteBuffer mapped = mapped(false);
    assertTrue(MappedFile.isBehind(mapped));
    assertTrue(MappedFile.isBehind(mapped.slice(5, 10)));
    assertTrue(MappedFile.isBehind(mapped.duplicate().asReadOnlyBuffer()));
    try (FileChannel channel = file()) {
      assertTrue(MappedFile.isBehind(channel.map(MapMode.READ_ONLY, 0, SIZE)));
      assertTrue(MappedFile.isBehind(channel.map(MapMode.PRIVATE, 0, SIZE)));
    }
  }

  @Test
  void aBufferThatMapsNoFileIsDetected() {
    assertFalse(MappedFile.isBehind(ByteBuffer.allocate(8)));
    assertFalse(MappedFile.isBehind(ByteBuffer.allocateDirect(8)));
    assertFalse(MappedFile.isBehind(ByteBuffer.allocateDirect(8).slice(2, 3).asReadOnlyBuffer()));
    HugePageMemory memory = HugePageMemory.allocatePrivate(1 << 20);
    assertFalse(MappedFile.isBehind(memory.buffer(0, 1 << 20)));
    memory.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 4000, 50_000})
  void itsBytesAreCopiedBothWays(int bytes) throws Exception {
    MappedByteBuffer mapped = mapped(false);
    byte[] before = new byte[SIZE];
    mapped.get(0, before);
    BufferPayload payload = new BufferPayload(ElementType.BYTE);
    payload.viewOwn(mapped.position(11));
    TypedView ring = view(bytes + 3);
    payload.copyOut(2, ring, 3, bytes);
    byte[] out = new byte[bytes];
    ring.bytes.get(3, out);
    for (int i = 0; i < bytes; i++) {
      assertEquals(before[13 + i], out[i]);
      ring.bytes.put(3 + i, (byte) ~out[i]);
    }
    payload.copyIn(2, ring, 3, bytes);
    byte[] expected = before.clone();
    for (int i = 0; i < bytes; i++) {
      expected[13 + i] = (byte) ~before[13 + i];
    }
    byte[] after = new byte[SIZE];
    mapped.get(0, after);
    assertArrayEquals(expected, after);
    assertThrows(IndexOutOfBoundsException.class, () -> payload.copyOut(SIZE - 11, ring, 0, 1));
  }

  /** Often enough to be compiled: then an error of the JDK's own copies is thrown late. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 4000, 50_000})
  void aTruncatedFileIsReportedAtOnce(int bytes) throws Exception {
    BufferPayload payload = new BufferPayload(ElementType.BYTE);
    payload.viewOwn(mapped(true));
    TypedView ring = view(bytes);
    for (int i = 0; i < 20_000; i++) {
      assertThrows(InternalError.class, () -> payload.copyOut(0, ring, 0, bytes));
      assertThrows(InternalError.class, () -> payload.copyIn(0, ring, 0, bytes));
    }
  }
}
