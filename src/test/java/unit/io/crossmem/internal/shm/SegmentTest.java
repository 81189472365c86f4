package io.crossmem.internal.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Held;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory of a group: its size, and its release. */
class SegmentTest {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Path path = SHARED_MEMORY.resolve("segment-" + UUID.randomUUID());

  @BeforeEach
  void load() {
    NativeLibrary.ensureLoaded();
  }

  @AfterEach
  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  private static int open(Path file, int what) {
    byte[] name = file.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer text = OffHeap.allocate(name.length + 1).put(0, name);
    int fd = Syscalls.openFile(OffHeap.addressOfRemaining(text, "text"), what);
    text.put(0, (byte) 0);
    return fd;
  }

  private FileSegment create(int size) throws IOException {
    return FileSegment.create(open(path, Syscalls.OPEN_NEW_FILE), SHARED_MEMORY, size, size);
  }

  private FileSegment openAgain() throws IOException {
    int fd = open(path, Syscalls.OPEN_FILE);
    return FileSegment.open(fd, SHARED_MEMORY, Files.size(path));
  }

  @Test
  void ranksThatTalkToTwoNeighboursTakeLessThan64MiB() throws Exception {
    int size = 256;
    try (FileSegment segment = create(size)) {
      segment.reserveFirstRings();
      for (int ring = 0; ring < 2 * size; ring++) {
        segment.reserveRing(segment.newRing());
      }
      assertTrue(Files.size(path) < 64 << 20, Files.size(path) + " bytes");
    }
  }

  @Test
  void aFileThatIsNotJoinedYetTakesFewPages() throws Exception {
    create(32).close();
    assertTrue(Files.size(path) <= 16 << 10, Files.size(path) + " bytes");
  }

  @Test
  void twoProcessesThatOpenItShareRings() throws Exception {
    try (FileSegment one = create(2);
        FileSegment other = openAgain()) {
      int ring = one.newRing();
      one.reserveRing(ring);
      assertEquals(1, other.ringCount());
      one.mapRing(ring).longs.put(7, 42);
      assertEquals(42, other.mapRing(ring).longs.get(7));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ringsOfAPlainOneAreShared(boolean mapFirst) throws Exception {
    try (PlainSegment segment = PlainSegment.of(3)) {
      int ring = segment.newRing();
      if (mapFirst) {
        assertThrows(IOException.class, () -> segment.mapRing(ring));
      }
      segment.reserveRing(ring);
      segment.mapRing(ring).longs.put(7, 42);
      assertEquals(42, segment.mapRing(ring).longs.get(7));
    }
  }

  @Test
  void anInterruptedThreadMapsRings() throws Exception {
    try (FileSegment segment = create(2)) {
      Thread.currentThread().interrupt();
      int ring = segment.newRing();
      segment.reserveRing(ring);
      segment.mapRing(ring).longs.put(0, 1);
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
    }
  }

  @Test
  void aDamagedFileIsRefused() throws Exception {
    for (int length : List.of(0, 100, 5000, 100_000)) {
      Files.write(path, new byte[length]);
      assertThrows(IOException.class, this::openAgain);
    }
    Files.delete(path);
    create(64).close();
    try (var channel = Files.newByteChannel(path, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(8192);
    }
    assertThrows(IOException.class, this::openAgain);
  }

  @Test
  void closingFreesThePagesEvenIfViewsExist() throws Exception {
    FileSegment segment = create(2);
    segment.reserveFirstRings();
    TypedView ring = segment.mapRing(segment.newRing());
    ring.longs.put(0, 42);
    long withFile = mappingsOf(path);
    Files.delete(path);
    segment.close();
    segment.close();
    assertEquals(2, withFile);
    assertEquals(0, mappingsOf(path));
    assertEquals(0, ring.longs.get(0));
    assertEquals(0, SharedAtomics.getInt(segment.memory(), SegmentDescriptor.SIZE));
    ring.longs.put(0, 1); // does no harm
    assertThrows(IOException.class, () -> segment.mapRing(0));
    assertThrows(IOException.class, () -> segment.reserveRing(9));
  }

  /** A reader during the close reads the old bytes or zeros; there is never a fault. */
  @Test
  void lateReadersGetNoFault() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    for (int i = 0; i < 100; i++) {
      FileSegment segment = create(2);
      segment.reserveFirstRings();
      TypedView ring = segment.mapRing(segment.newRing());
      over.set(false);
      Thread reader =
          new Thread(
              () -> {
                while (!over.get()) {
                  ring.longs.put(1, ring.longs.get(0) + 1);
                }
              });
      reader.start();
      Files.delete(path);
      segment.close();
      over.set(true);
      reader.join();
    }
  }

  @Test
  void unreachableMemoryIsUnmapped() throws Exception {
    for (int i = 0; i < 20; i++) {
      FileSegment dropped = create(2);
      dropped.reserveFirstRings();
      dropped.mapRing(dropped.newRing()).longs.put(0, 1);
      Files.delete(path);
    }
    String file = path.toString();
    assertTrue(Held.becomes(() -> mappingsOf(path) == 0 && Held.descriptors(file).isEmpty()));
  }

  @Test
  void thousandsOfSegmentsKeepMappingsFlat() throws Exception {
    List<TypedView> held = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      FileSegment segment = create(2);
      segment.reserveFirstRings();
      held.add(segment.mapRing(segment.newRing()));
      Files.delete(path);
      segment.close();
    }
    assertTrue(held.stream().allMatch(ring -> ring.longs.get(0) == 0));
    held.clear();
    assertTrue(Held.becomes(() -> mappings() < 1000), "mappings: " + mappings());
  }

  private static long mappingsOf(Path file) throws IOException {
    return Held.mappings(file.toString());
  }

  private static long mappings() throws IOException {
    return mappingsOf(Path.of("/")) + mappingsOf(Path.of(" 00:00 0"));
  }

  /** Payloads of the largest sizes fit, wherever in the data part they begin. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 16, 64, 256, 1000})
  void everyPayloadHasItsPlaceInsideTheRing(int ranks) {
    Geometry geometry = Geometry.forRanks(ranks);
    long used = 0;
    for (int i = 0; i < 10_000; i++) {
      int length = Math.floorMod(i * 7919, geometry.maxPayload()) + 1;
      long end = geometry.end(used, length);
      int offset = geometry.payloadOffset(end, length);
      assertTrue(end - used <= 2L * geometry.maxPayload() + 64, "skips too much");
      assertTrue(offset >= geometry.dataStart());
      assertTrue(offset + length <= geometry.ringBytes());
      used = end;
    }
  }
}
