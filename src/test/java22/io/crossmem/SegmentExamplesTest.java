package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.example.ReadSegment;
import io.crossmem.example.SendSegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The programs with segments that the Javadoc shows; ExamplesTest compares the texts. */
class SegmentExamplesTest {
  @Test
  void readSegmentReadsTheOtherProcess() throws Exception {
    int bytes = 3 * Foreign.PAGE;
    try (Foreign foreign = Foreign.start()) {
      Jvm jvm =
          Jvm.ofBits(64).classPath(Path.of("target/classes"), Path.of("target/test-classes22"));
      Jvm.Result result = jvm.run(ReadSegment.class, foreign.pid(), foreign.value("rw"), bytes);
      assertEquals("the last byte is " + Foreign.laid(0, bytes)[bytes - 1] + "\n", result.output());
    }
  }

  @Test
  void sendSegmentSendsTheNumbers() throws Exception {
    assertEquals("[1] received 42.0\n", Launched.run(2, SendSegment.class));
  }
}
