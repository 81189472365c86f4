package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.Jvm;
import io.crossmem.Requires;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReduceTest {
  /** 32-bit builds have other loops: those for processors without AVX2. */
  @ParameterizedTest
  @ValueSource(ints = {64, 32})
  void everyOperationGivesTheBitsThatJavaGives(int bits) throws Exception {
    Requires.jvmOfBits(bits);
    Jvm.Result result = Jvm.ofBits(bits).run(ReduceProbe.class);
    assertEquals("all as in Java\n", result.output());
  }
}
