package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.junit.jupiter.api.Test;

/** The text that a debugger or a log shows. */
class ToStringTest {
  @Test
  void toStringOfDataHasCountAndType() {
    assertEquals("Data[3 INT]", Data.of(new int[3]).toString());
    assertEquals(
        "Data[2 INT, read-only]", Data.of(IntBuffer.allocate(2).asReadOnlyBuffer()).toString());
    assertEquals(
        "Data[4 BYTE]",
        Data.of(ByteBuffer.allocateDirect(9)).with(Layout.vector(2, 2, 4)).toString());
    assertEquals("Data[2 LONG, read-only]", Data.of(1L, 2).toString());
    assertEquals("Data[0 DOUBLE]", Data.of(new double[0]).toString());
  }

  @Test
  void aLayoutSaysHowManyBlocksItHas() {
    assertEquals("Layout[6 elements in 2 blocks]", Layout.vector(2, 3, 10).toString());
    assertEquals("Layout[0 elements in 0 blocks]", Layout.vector(0, 3, 10).toString());
  }
}
