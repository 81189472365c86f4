package io.crossmem;

import java.nio.ByteBuffer;

/**
 * Main class of a 64-bit or 32-bit JVM: reads and writes another process in every way. Arguments:
 * pid, the address of a laid area of two pages that may be written, that of one that may be out of
 * reach.
 */
final class WordSizeProbe {
  private static final int PAGE = Foreign.PAGE;
  private static final Iovec WILD = new Iovec(-1, 0);

  private WordSizeProbe() {}

  public static void main(String[] arguments) throws ProcessMemoryException {
    long near = Long.parseUnsignedLong(arguments[1].substring(2), 16);
    long far = Long.parseUnsignedLong(arguments[2].substring(2), 16);
    System.out.println("bits " + System.getProperty("sun.arch.data.model"));
    try (ProcessMemory process = ProcessMemory.open(Long.parseLong(arguments[0]))) {
      System.out.println("pointer " + process.pointerSize());
      System.out.println("direct " + readsRight(process, near, ByteBuffer.allocateDirect(PAGE)));
      System.out.println("heap " + readsRight(process, near, ByteBuffer.allocate(PAGE)));
      System.out.println("vectors " + vectorsReadRight(process, near));
      System.out.println("halves " + writesHalves(process, near));
      System.out.println("bare " + bareCallTooLong(process, near));
      System.out.println("far " + farRead(process, far));
    }
  }

  private static boolean readsRight(ProcessMemory process, long address, ByteBuffer local)
      throws ProcessMemoryException {
    process.readFully(address, local);
    return local.flip().equals(ByteBuffer.wrap(Foreign.laid(0, local.capacity())));
  }

  /** One byte each, in more entries than one call takes, with empty ones among them. */
  private static boolean vectorsReadRight(ProcessMemory process, long address)
      throws ProcessMemoryException {
    ByteBuffer direct = ByteBuffer.allocateDirect(2000);
    Iovec[] local = new Iovec[2001];
    Iovec[] remote = new Iovec[2001];
    for (int i = 0; i < 2000; i++) {
      local[i] = new Iovec(Iovec.of(direct).address() + i, 1);
      remote[i] = new Iovec(address + i, 1);
    }
    local[2000] = WILD;
    remote[2000] = WILD;
    long read = process.read(IovecArray.of(local), IovecArray.of(remote));
    return read == 2000 && direct.equals(ByteBuffer.wrap(Foreign.laid(0, 2000)));
  }

  /** The second page takes new bytes, half from a direct and half from a heap buffer. */
  private static boolean writesHalves(ProcessMemory process, long address)
      throws ProcessMemoryException {
    byte[] bytes = whatHalvesWrites();
    ByteBuffer direct = ByteBuffer.allocateDirect(PAGE / 2).put(0, bytes, 0, PAGE / 2);
    ByteBuffer heap = ByteBuffer.wrap(bytes, PAGE / 2, PAGE / 2);
    ByteBuffer[] local = {direct, heap};
    return process.write(local, new Iovec[] {new Iovec(address + PAGE, PAGE)}) == PAGE;
  }

  private static String bareCallTooLong(ProcessMemory process, long address) {
    IovecArray local = IovecArray.of(ByteBuffer.allocateDirect(8));
    try {
      return "" + process.read(local, IovecArray.of(new Iovec(address, 1L << 31)), 0);
    } catch (ProcessMemoryException e) {
      return e.errno().toString();
    }
  }

  private static String farRead(ProcessMemory process, long address) {
    try {
      return "" + readsRight(process, address, ByteBuffer.allocateDirect(64));
    } catch (ProcessMemoryException e) {
      return e.getMessage();
    }
  }

  static byte[] whatHalvesWrites() {
    byte[] bytes = new byte[PAGE];
    for (int i = 0; i < PAGE; i++) {
      bytes[i] = (byte) ~Foreign.laid(i);
    }
    return bytes;
  }
}
