package io.crossmem;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Each test has its own opened process with known memory. */
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
