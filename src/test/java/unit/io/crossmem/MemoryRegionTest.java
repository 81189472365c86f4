package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MemoryRegionTest {
  @Test
  void itReadsAsTheKernelWritesIt() {
    MemoryRegion heap =
        MemoryRegion.parse("7f0c3a000000-7f0c3a021000 rw-p 00000000 00:00 0    [heap]");
    assertEquals("7f0c3a000000-7f0c3a021000 rw-p [heap]", heap.toString());
    MemoryRegion anonymous =
        MemoryRegion.parse("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 ");
    assertEquals("ffffffffff600000-ffffffffff601000 --xp", anonymous.toString());
  }
}
