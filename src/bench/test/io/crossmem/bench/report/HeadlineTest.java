package io.crossmem.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadlineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "copy | 4 KiB pages, hot | Copying from another process, data in the cache",
        "copy | 2 MiB pages, cold"
            + " | Copying from another process, in huge pages, data not in the cache",
        "overhead | read | One call that copies from another process",
        "message | half round trip, 4 KiB pages | One message between two processes",
        "message | half round trip, 2 MiB pages, fresh"
            + " | One message between two processes, in huge pages, written before and read after",
        "message | half round trip, not pinned"
            + " | One message between two processes, processes not bound to cores",
        "message | streaming, 4 KiB pages | Many messages in one direction",
        "message | both directions, 4 KiB pages | Many messages in both directions at once",
        "message | message rate | Small messages, one after another",
        "collective | allreduce, 4 ranks"
            + " | The sum over all processes, for all (allreduce), 4 processes",
        "vectors | blocks of 4096 B | A column of a matrix, in pieces of 4 KiB",
        "kernels | integer sort, 2 ranks, in all"
            + " | Integer sort, 2 processes, with the computation",
        "cold | half round trip beside a neighbour at the age of 0.25 s"
            + " | One message between two processes, beside a busy program, 0.25 s after"
            + " their start",
        "cold | something new | Something new",
      })
  void caseIsSaidInPlainWords(String suite, String name, String words) {
    assertEquals(words, Headline.of(new Case(suite, name, List.of())));
  }
}
