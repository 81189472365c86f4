package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Bad input gets the usual Java exception, which names the argument, before any system call. */
class BadInputTest extends WithForeign {
  private final ByteBuffer direct = ByteBuffer.allocateDirect(8);
  private final IovecArray local = IovecArray.of(direct);
  private Iovec span;
  private IovecArray remote;

  @BeforeEach
  void findSpan() {
    span = new Iovec(foreign.value("rw"), 8);
    remote = IovecArray.of(span);
  }

  private static void assertNames(
      String argument, Class<? extends Exception> type, Executable call) {
    Exception e = assertThrows(type, call);
    assertTrue(String.valueOf(e.getMessage()).contains(argument), type + ": " + e.getMessage());
  }

  @Test
  void nullArgumentsAreNamed() {
    Class<NullPointerException> npe = NullPointerException.class;
    Iovec[] spans = {span};
    ByteBuffer[] buffers = {direct};
    assertNames("local", npe, () -> process.read(0, null));
    assertNames("local", npe, () -> process.write(0, null));
    assertNames("local", npe, () -> process.readFully(0, null));
    assertNames("local", npe, () -> process.writeFully(0, null));
    assertNames("local", npe, () -> process.read((ByteBuffer[]) null, spans));
    assertNames("remote", npe, () -> process.read(buffers, null));
    assertNames("local[1]", npe, () -> process.read(new ByteBuffer[] {direct, null}, spans));
    assertNames("remote[0]", npe, () -> process.write(buffers, new Iovec[1]));
    assertNames("local", npe, () -> process.read((Iovec[]) null, spans));
    assertNames("remote", npe, () -> process.write(spans, null));
    assertNames("local", npe, () -> process.read((IovecArray) null, remote));
    assertNames("remote", npe, () -> process.read(local, null));
    assertNames("local", npe, () -> process.write((IovecArray) null, remote));
    assertNames("local", npe, () -> process.read(null, remote, 0));
    assertNames("remote", npe, () -> process.write(local, null, 0));
    assertNames("direct", npe, () -> Iovec.of(null));
    assertNames("direct", npe, () -> IovecArray.of((ByteBuffer[]) null));
    assertNames("direct[0]", npe, () -> IovecArray.of((ByteBuffer) null));
    assertNames("spans[0]", npe, () -> IovecArray.of((Iovec) null));
  }

  @Test
  void readOnlyDestinationsAreNamedAndStayAsTheyAre() {
    Class<ReadOnlyBufferException> type = ReadOnlyBufferException.class;
    ByteBuffer readOnly = direct.asReadOnlyBuffer();
    assertNames("local", type, () -> process.read(span.address(), readOnly));
    assertNames("local", type, () -> process.readFully(span.address(), readOnly));
    assertNames(
        "local[1]",
        type,
        () -> process.read(new ByteBuffer[] {direct, readOnly}, new Iovec[] {span}));
    assertNames("local", type, () -> process.read(IovecArray.of(readOnly), remote));
    assertNames("local", type, () -> process.read(IovecArray.of(readOnly), remote, 0));
    assertEquals(ByteBuffer.allocate(8), direct.clear());
  }

  @Test
  void negativeLengthsAndPidsOutOfRangeAreNamed() {
    Class<IllegalArgumentException> type = IllegalArgumentException.class;
    assertNames("length", type, () -> new Iovec(0, -1));
    for (long pid : new long[] {0, -1, Long.MIN_VALUE, 1L << 31, Long.MAX_VALUE}) {
      assertNames("pid", type, () -> ProcessMemory.open(pid));
      assertNames("pid", type, () -> ProcessMemory.diagnose(pid));
      assertNames("pid", type, () -> ProcessMemory.allowAccessFrom(pid));
    }
  }

  @Test
  void buffersWithoutAnAddressAreNamed() {
    Class<IllegalArgumentException> type = IllegalArgumentException.class;
    assertNames("direct", type, () -> Iovec.of(ByteBuffer.allocate(8)));
    assertNames("direct[1]", type, () -> IovecArray.of(direct, ByteBuffer.allocate(8)));
  }

  @Test
  void oneBufferTwiceIsRefusedBeforeAnythingMoves() {
    assertNames(
        "local[1]",
        IllegalArgumentException.class,
        () -> process.read(new ByteBuffer[] {direct, direct}, new Iovec[] {span}));
    assertEquals(0, direct.position());
  }

  @Test
  void indicesOutsideAnIovecArrayAreRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> local.address(1));
    assertThrows(IndexOutOfBoundsException.class, () -> local.length(-1));
  }

  @Test
  void everyMethodButPidRefusesAfterClose() {
    process.close();
    process.close();
    Iovec[] spans = {span};
    ByteBuffer[] buffers = {direct};
    for (Executable call :
        List.<Executable>of(
            () -> process.read(0, direct),
            () -> process.write(0, direct),
            () -> process.readFully(0, direct),
            () -> process.writeFully(0, direct),
            () -> process.read(buffers, spans),
            () -> process.write(buffers, spans),
            () -> process.read(spans, spans),
            () -> process.write(spans, spans),
            () -> process.read(local, remote),
            () -> process.write(local, remote),
            () -> process.read(local, remote, 0),
            () -> process.write(local, remote, 0),
            process::isAlive,
            process::pointerSize,
            process::regions)) {
      assertNames("closed", IllegalStateException.class, call);
    }
    assertEquals(foreign.pid(), process.pid());
    assertEquals(0, direct.position());
  }

  @Test
  void aDeadProcessIsEsrchAndChangesNothing() {
    foreign.kill();
    assertFalse(process.isAlive());
    for (Executable call :
        List.<Executable>of(
            () -> process.read(span.address(), direct),
            () -> process.write(span.address(), direct),
            () -> process.read(local, remote),
            () -> process.read(local, remote, 0),
            process::regions,
            () -> ProcessMemory.open(foreign.pid()))) {
      ProcessMemoryException e = assertThrows(ProcessMemoryException.class, call);
      assertEquals(Errno.ESRCH, e.errno());
      assertEquals(foreign.pid(), e.pid());
    }
    assertEquals(0, direct.position());
    assertThrows(java.io.UncheckedIOException.class, process::pointerSize);
  }

  @Test
  void aThreadsIdIsNotAProcess() throws Exception {
    long pid = ProcessHandle.current().pid();
    try (var threads = java.nio.file.Files.list(java.nio.file.Path.of("/proc/self/task"))) {
      long thread =
          threads
              .map(path -> Long.valueOf(path.getFileName().toString()))
              .filter(id -> id != pid)
              .findFirst()
              .orElseThrow();
      ProcessMemoryException e =
          assertThrows(ProcessMemoryException.class, () -> ProcessMemory.open(thread));
      assertTrue(e.getMessage().contains("thread of process " + pid), e.getMessage());
    }
  }

  @Test
  void noAddressLengthOrPidEndsTheJvm() {
    java.util.Random random = new java.util.Random(42);
    for (int i = 0; i < 20_000; i++) {
      long address = random.nextLong() >>> random.nextInt(64);
      ByteBuffer buffer = ByteBuffer.allocateDirect(random.nextInt(64));
      try {
        process.read(random.nextBoolean() ? address : -address, buffer);
      } catch (ProcessMemoryException e) {
        assertEquals(Errno.EFAULT, e.errno());
      }
    }
    for (int i = 0; i < 200; i++) {
      long pid = 1L + random.nextInt(Integer.MAX_VALUE);
      if (!ProcessHandle.of(pid).isPresent()) {
        assertThrows(ProcessMemoryException.class, () -> ProcessMemory.open(pid));
      }
    }
  }
}
