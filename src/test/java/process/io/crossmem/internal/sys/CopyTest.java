package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.Jvm;
import io.crossmem.Requires;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyTest {
  /** 32-bit builds use another instruction, which copies half as much at a time. */
  @ParameterizedTest
  @ValueSource(ints = {64, 32})
  void everyByteArrivesAndNoOtherIsTouched(int bits) throws Exception {
    Requires.jvmOfBits(bits);
    Jvm.Result result = Jvm.ofBits(bits).run(CopyProbe.class);
    assertEquals("all bytes are right\n", result.output());
  }
}
