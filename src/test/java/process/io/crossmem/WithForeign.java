package io.crossmem;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Each test has a process with known memory to itself, opened. */
abstract class WithForeign {
  protected Foreign foreign;
  protected ProcessMemory process;

  @BeforeEach
  void startForeign() throws Exception {
    foreign = Foreign.start();
    process = ProcessMemory.open(foreign.pid());
  }

  @AfterEach
  void stopForeign() {
    process.close();
    foreign.close();
  }
}
