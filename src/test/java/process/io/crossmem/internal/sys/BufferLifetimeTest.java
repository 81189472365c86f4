package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import io.crossmem.TestArena;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buffers whose memory can be freed while they are in use. */
class BufferLifetimeTest {
  private static void assertLifetime(BufferLifetime expected, ByteBuffer buffer) {
    for (ByteBuffer view :
        List.of(
            buffer,
            buffer,
            buffer.duplicate(),
            buffer.asReadOnlyBuffer(),
            buffer.slice(1, 2),
            buffer.slice(1, 0),
            buffer.slice(1, 4).duplicate())) {
      assertEquals(expected, BufferLifetime.of(view));
    }
  }

  @Test
  void buffersOfNoArenaLiveAsLongAsTheyAreReachable(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[8]);
    NativeLibrary.ensureLoaded();
    ByteBuffer owner = OffHeap.allocate(8);
    try (FileChannel channel = FileChannel.open(file)) {
      for (ByteBuffer buffer :
          List.of(
              owner,
              ByteBuffer.allocate(8),
              channel.map(FileChannel.MapMode.READ_ONLY, 0, 8),
              Syscalls.directBuffer(Syscalls.directAddress(owner), 8))) {
        assertLifetime(BufferLifetime.REACHABILITY, buffer);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ofShared,SHARED_ARENA",
    "ofConfined,CONFINED_ARENA",
    "ofAuto,REACHABILITY",
    "global,REACHABILITY"
  })
  void anArenasKindIsTold(String factory, BufferLifetime expected) {
    assertLifetime(expected, TestArena.of(factory).allocate(8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ofShared", "ofConfined"})
  void aClosedArenaIsRefused(String factory) {
    TestArena arena = TestArena.of(factory);
    ByteBuffer known = arena.allocate(8);
    ByteBuffer unknown = arena.allocate(8);
    ByteBuffer slice = known.slice(0, 0);
    BufferLifetime.of(known);
    arena.close();
    for (ByteBuffer buffer : List.of(known, unknown, slice, known.duplicate())) {
      assertThrows(IllegalStateException.class, () -> BufferLifetime.of(buffer));
    }
  }

  @Test
  void anotherThreadsConfinedArenaIsRefusedAsTheJdkDoes() throws Exception {
    ByteBuffer confined = TestArena.of("ofConfined").allocate(8);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread other =
        new Thread(
            () -> thrown.set(assertThrows(Throwable.class, () -> BufferLifetime.of(confined))));
    other.start();
    other.join();
    assertEquals("java.lang.WrongThreadException", thrown.get().getClass().getName());
  }

  @Test
  void askingAgainAllocatesNothing() {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      buffers.add(ByteBuffer.allocateDirect(8));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = 0;
    for (int round = 0; round < 2000; round++) {
      if (round == 1000) {
        before = threads.getThreadAllocatedBytes(thread);
      }
      for (int i = 0; i < buffers.size(); i++) {
        BufferLifetime.of(buffers.get(i));
      }
    }
    assertEquals(0, (threads.getThreadAllocatedBytes(thread) - before) / 1000);
  }
}
