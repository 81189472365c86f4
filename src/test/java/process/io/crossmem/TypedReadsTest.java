package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.sys.Proc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of single values, from programs that are not written in Java. */
class TypedReadsTest extends WithForeign {
  private static final int PAGE = Foreign.PAGE;

  private static ByteBuffer laid(long from, int length) {
    return ByteBuffer.wrap(Foreign.laid(from, length)).order(ByteOrder.nativeOrder());
  }

  private long put(long address, String text) throws Exception {
    process.writeFully(address, ByteBuffer.wrap(text.getBytes(UTF_8)));
    return address;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PAGE - 3, PAGE - 1})
  void numbersAreThoseOfTheMachinesByteOrderAtAnyAddress(int offset) throws Exception {
    long address = foreign.value("rw") + offset;
    assertEquals(laid(offset, 4).getInt(), process.readInt(address));
    assertEquals(laid(offset, 8).getLong(), process.readLong(address));
  }

  @Test
  void aPartlyMappedValueIsAnErrorWithTheAddress() {
    long end = foreign.value("end") + PAGE;
    ProcessMemoryException e =
        assertThrows(ProcessMemoryException.class, () -> process.readInt(end - 3));
    assertEquals(Errno.EFAULT, e.errno());
    assertEquals(end, e.faultAddress());
    assertEquals(3, e.bytesTransferred());
    assertThrows(ProcessMemoryException.class, () -> process.readLong(end - 7));
    assertThrows(ProcessMemoryException.class, () -> process.readPointer(end - 7));
  }

  @Test
  void aPointerHasTheSizeOfTheTargets() throws Exception {
    assertEquals(laid(0, 8).getLong(), process.readPointer(foreign.value("rw")));
    try (Foreign narrow = Foreign.start(32);
        ProcessMemory other = ProcessMemory.open(narrow.pid())) {
      ByteBuffer high = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, -2);
      other.writeFully(narrow.value("low"), high);
      assertEquals(
          Integer.toUnsignedLong(other.readInt(narrow.value("low"))),
          other.readPointer(narrow.value("low")));
      assertTrue(other.readPointer(narrow.value("low") + 4) == 0xffffffffL, "never negative");
    }
  }

  @Test
  void aStringEndsAtItsZeroByteAlsoOverPages() throws Exception {
    long rw = foreign.value("rw");
    assertEquals("", process.readCString(put(rw, "\0"), 100));
    assertEquals("Grüße 😀", process.readCString(put(rw + PAGE - 5, "Grüße 😀\0later"), 100));
    String text = "0123456789".repeat(1700);
    assertEquals(text, process.readCString(put(rw + 7, text + "\0"), 1 << 20));
  }

  @Test
  void aStringOfTheGreatestLengthNeedsNoZeroByte() throws Exception {
    long address = put(foreign.value("rw"), "abcdef");
    assertEquals("abc", process.readCString(address, 3));
    assertEquals("", process.readCString(address, 0));
    assertEquals("a\uFFFD", process.readCString(put(address, "aü"), 2), "cut within a character");
    assertThrows(IllegalArgumentException.class, () -> process.readCString(address, -1));
  }

  @Test
  void aStringMayEndWithItsRegion() throws Exception {
    long end = foreign.value("end") + PAGE;
    assertEquals("abc", process.readCString(put(end - 4, "abc\0"), 100));
    put(end - 4, "abcd");
    assertEquals("abcd", process.readCString(end - 4, 4), "looks no further than asked");
    ProcessMemoryException e =
        assertThrows(ProcessMemoryException.class, () -> process.readCString(end - 4, 5));
    assertEquals(Errno.EFAULT, e.errno());
    assertEquals(end, e.faultAddress());
  }

  @Test
  void aClosedProcessIsRefused() {
    process.close();
    assertThrows(IllegalStateException.class, () -> process.readInt(foreign.value("rw")));
    assertThrows(IllegalStateException.class, () -> process.readPointer(foreign.value("rw")));
    assertThrows(IllegalStateException.class, () -> process.readCString(foreign.value("rw"), 1));
  }

  @Test
  void anElfFileBeginsWithItsMagicWhereItIsMapped() throws Exception {
    Process sleep = new ProcessBuilder("sleep", "1000").start();
    try (ProcessMemory memory = openAfterExec(sleep)) {
      int files = 0;
      for (MemoryRegion region : memory.regions()) {
        if (region.offset() == 0
            && region.path().matches(".*(/sleep|/coreutils|/busybox|\\.so(\\.[0-9]+)*)")) {
          ByteBuffer magic = ByteBuffer.allocate(4);
          memory.readFully(region.start(), magic);
          assertArrayEquals(new byte[] {0x7f, 'E', 'L', 'F'}, magic.array(), region.path());
          files++;
        }
      }
      assertTrue(files > 0);
    } finally {
      sleep.destroyForcibly();
    }
  }

  @Test
  void argumentsAndEnvironmentAreThoseOfProc() throws Exception {
    ProcessBuilder command = new ProcessBuilder("sleep", "1000", "0.5");
    command.environment().put("CROSSMEM_TEST", "Grüße = 1");
    Process sleep = command.start();
    try (ProcessMemory memory = openAfterExec(sleep)) {
      assertSameAsProc(memory);
    } finally {
      sleep.destroyForcibly();
    }
  }

  @Test
  void argumentsAndEnvironmentOfA32BitProcessAreThoseOfProc() throws Exception {
    try (Foreign narrow = Foreign.start(32);
        ProcessMemory memory = ProcessMemory.open(narrow.pid())) {
      assertSameAsProc(memory);
    }
  }

  /**
   * It is the JDK's launcher first, then the program with its libraries half loaded; then it
   * sleeps.
   */
  private static ProcessMemory openAfterExec(Process started) throws Exception {
    Path cmdline = Path.of("/proc", Long.toString(started.pid()), "cmdline");
    while (!Files.readString(cmdline).startsWith("sleep\0")
        || Proc.stat(started.pid()).orElseThrow().state() != 'S') {
      Thread.sleep(5);
    }
    return ProcessMemory.open(started.pid());
  }

  /** As whole areas, and pointer by pointer from where the kernel laid argc on the stack. */
  private static void assertSameAsProc(ProcessMemory memory) throws Exception {
    Path proc = Path.of("/proc", Long.toString(memory.pid()));
    byte[] cmdline = Files.readAllBytes(proc.resolve("cmdline"));
    byte[] environ = Files.readAllBytes(proc.resolve("environ"));
    String stat = Files.readString(proc.resolve("stat"));
    String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // from the third on
    long argStart = Long.parseUnsignedLong(field[48 - 3]);
    long envStart = Long.parseUnsignedLong(field[50 - 3]);
    assertArrayEquals(cmdline, bytes(memory, argStart, cmdline.length));
    assertArrayEquals(environ, bytes(memory, envStart, environ.length));

    String[] arguments = new String(cmdline, UTF_8).split("\0");
    long argv = findArgv(memory, argStart, arguments.length);
    List<String> strings = new ArrayList<>();
    long next = strings(memory, argv, strings);
    assertEquals(Arrays.asList(arguments), strings);
    strings.clear();
    strings(memory, next, strings);
    assertEquals(Arrays.asList(new String(environ, UTF_8).split("\0")), strings);
  }

  private static byte[] bytes(ProcessMemory memory, long address, int length) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    memory.readFully(address, bytes);
    return bytes.array();
  }

  /** The pointer to the first argument that has the count of them before it. */
  private static long findArgv(ProcessMemory memory, long argStart, int argc) throws Exception {
    int size = memory.pointerSize();
    ByteBuffer pointer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, argStart);
    MemoryRegion stack =
        memory.regions().stream().filter(r -> r.path().equals("[stack]")).findFirst().orElseThrow();
    List<Long> found = new ArrayList<>();
    memory.find(stack, Arrays.copyOf(pointer.array(), size), found::add);
    for (long place : found) {
      if (place % size == 0 && memory.readPointer(place - size) == argc) {
        return place;
      }
    }
    throw new AssertionError("no argv among " + found);
  }

  /** Follows pointers up to a null one; returns the address behind that. */
  private static long strings(ProcessMemory memory, long at, List<String> strings)
      throws Exception {
    int size = memory.pointerSize();
    for (long pointer = memory.readPointer(at); pointer != 0; pointer = memory.readPointer(at)) {
      strings.add(memory.readCString(pointer, 1 << 20));
      at += size;
    }
    return at + size;
  }
}
