package io.crossmem.example;

import io.crossmem.ProcessMemory;
import io.crossmem.SegmentTransfer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

public class ReadSegment {
  public static void main(String[] args) throws Exception {
    long pid = Long.parseLong(args[0]);
    long address = Long.parseUnsignedLong(args[1]);
    long bytes = Long.parseLong(args[2]); // may be more than 2 GiB
    try (Arena arena = Arena.ofConfined();
        ProcessMemory process = ProcessMemory.open(pid)) {
      MemorySegment copy = arena.allocate(bytes);
      SegmentTransfer.readFully(process, address, copy);
      System.out.println("the last byte is " + copy.get(ValueLayout.JAVA_BYTE, bytes - 1));
    }
  }
}
