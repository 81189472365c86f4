package io.crossmem.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private final Results results = new Results();

  @Test
  void aRowWhoseBytesWereNotVerifiedIsRefusedWithAllThatCameWithIt() {
    Measured unverified = new Measured(Rows.peer(8, 100).result(), Role.PEER, false);

    assertThrows(
        IllegalStateException.class, () -> results.add(List.of(Rows.ours(8, 50), unverified)));
    assertEquals(List.of(), results.rows());
  }

  @Test
  void aRowThatIsThereAlreadyIsRefused() {
    results.add(List.of(Rows.ours(8, 50)));

    assertThrows(IllegalStateException.class, () -> results.add(List.of(Rows.ours(8, 51))));
  }

  @Test
  void theFileIsTheHeaderAndTheRowsAndNothingIsLeftBeside(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("results.csv");
    results.add(List.of(Rows.ours(8, 50), Rows.peer(8, 100)));
    results.write(file);
    results.add(List.of(Rows.ours(64, 60)));
    results.write(file);

    List<String> lines = Files.readAllLines(file);
    assertEquals(Measured.HEADER, lines.get(0));
    assertEquals(results.rows(), lines.stream().skip(1).map(Measured::parse).toList());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
