package io.crossmem.example;

import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemory;

public class ReadForeign {
  public static void main(String[] args) throws Exception {
    try (ProcessMemory process = ProcessMemory.open(Long.parseLong(args[0]))) {
      for (MemoryRegion region : process.regions()) {
        boolean startOfFile = region.path().startsWith("/") && region.offset() == 0;
        if (startOfFile && region.isReadable() && process.readInt(region.start()) == 0x464c457f) {
          System.out.println("ELF " + process.pointerSize() * 8 + "-bit " + region.path());
        }
      }
    }
  }
}
