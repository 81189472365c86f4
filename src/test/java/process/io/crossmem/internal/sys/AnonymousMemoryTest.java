package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.crossmem.TestArena;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that is not part of a file, so that truncating one cannot remove it. */
class AnonymousMemoryTest {
  private static final int PAGE = 4096;

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  private static boolean becomesKnown(ByteBuffer buffer) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!AnonymousMemory.contains(buffer)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(1);
    }
    return true;
  }

  /** A buffer that was made later is known, so this one would be as well. */
  private static void assertNeverKnown(ByteBuffer buffer) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      assertFalse(AnonymousMemory.contains(buffer));
      assertTrue(becomesKnown(ByteBuffer.allocateDirect(16)));
      assertFalse(AnonymousMemory.contains(buffer));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, PAGE, 100_000, 64 << 20})
  void memoryWithoutAFileIsRecognisedAfterAFewCalls(int bytes) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
    assertFalse(AnonymousMemory.contains(buffer), "it was never seen");
    assertTrue(becomesKnown(buffer));
    for (ByteBuffer view :
        List.of(buffer.duplicate(), buffer.slice(bytes / 2, bytes - bytes / 2))) {
      assertFalse(AnonymousMemory.contains(view), "another object");
      assertTrue(becomesKnown(view));
    }
    assertTrue(AnonymousMemory.contains(buffer.limit(0)));
  }

  @Test
  void memoryThatWasMappedForMessagesIsKnown() throws Exception {
    long address = Syscalls.mapAnonymous(4 * PAGE);
    assertTrue(becomesKnown(Syscalls.directBuffer(address + PAGE, PAGE)));
    // A range that ends outside is none of it, wherever that may be.
    assertNeverKnown(Syscalls.directBuffer(address, Integer.MAX_VALUE));
    Syscalls.unmap(address, 4 * PAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"READ_ONLY", "READ_WRITE", "PRIVATE"})
  void aMappedFileIsNot(String mode, @TempDir Path folder) throws Exception {
    MapMode way =
        mode.equals("PRIVATE")
            ? MapMode.PRIVATE
            : mode.equals("READ_ONLY") ? MapMode.READ_ONLY : MapMode.READ_WRITE;
    Path file = Files.write(folder.resolve("[heap]"), new byte[4 * PAGE]);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer mapped = channel.map(way, 0, 4 * PAGE);
      if (!mapped.isReadOnly()) {
        mapped.put(0, (byte) 1); // a copy of the page, which is still the file's mapping
      }
      Files.delete(file);
      assertNeverKnown(mapped);
      assertNeverKnown(mapped.slice(PAGE, PAGE));
      assertNeverKnown(mapped.slice(5, 0));
    }
  }

  @Test
  void whatIsKnownOfABufferIsNotSaidOfAnotherInItsPlace() throws Exception {
    long address = Syscalls.mapAnonymous(PAGE);
    ByteBuffer first = Syscalls.directBuffer(address, PAGE);
    assertTrue(becomesKnown(first));
    assertFalse(AnonymousMemory.contains(Syscalls.directBuffer(address, PAGE)));
    Syscalls.unmap(address, PAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ofShared", "ofConfined"})
  void memoryOfAnArenaThatCanBeClosedIsNot(String factory) throws Exception {
    TestArena arena = TestArena.of(factory);
    ByteBuffer buffer = arena.allocate(PAGE);
    assertNeverKnown(buffer);
    arena.close();
    assertFalse(AnonymousMemory.contains(buffer));
    assertFalse(AnonymousMemory.contains(buffer.duplicate()));
    assertTrue(becomesKnown(TestArena.of("ofAuto").allocate(PAGE)));
  }

  @Test
  void aHeapBufferHasNoSuchMemory() {
    assertFalse(AnonymousMemory.contains(ByteBuffer.allocate(8)));
    assertFalse(AnonymousMemory.contains(ByteBuffer.allocate(8)));
  }

  @Test
  void manyBuffersAreKnownAtOnceAndAskingAllocatesNothing() throws Exception {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      buffers.add(ByteBuffer.allocateDirect(8));
      assertTrue(becomesKnown(buffers.get(i)));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = 0;
    for (int round = 0; round < 2000; round++) {
      if (round == 1000) {
        before = threads.getThreadAllocatedBytes(thread);
      }
      for (int i = 0; i < buffers.size(); i++) {
        AnonymousMemory.contains(buffers.get(i));
      }
    }
    assertEquals(0, (threads.getThreadAllocatedBytes(thread) - before) / 1000);
  }

  @Test
  void manyThreadsMayAsk() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 20; i++) {
                    assertTrue(becomesKnown(ByteBuffer.allocateDirect(1 << 20)));
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
  }
}
