package io.crossmem.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final int MOST_COLUMNS = 100;

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Report report;

  @BeforeEach
  void begin() throws IOException {
    report = new Report(folder, print(out), new Progress(print(err), false));
    report.suite(Rows.SUITE, 2, List.of("Each rank is pinned to a core."));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private void addTwoSizes() throws IOException {
    report.add(List.of(Rows.ours(8, 150), Rows.peer(8, 100)));
    report.add(List.of(Rows.ours(64, 50), Rows.peer(64, 100)));
  }

  private String page() throws IOException {
    report.finish();
    return Files.readString(folder.resolve("report.html"));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void resultsAreInTheFileBeforeTheEnd() throws IOException {
    report.add(List.of(Rows.ours(8, 50), Rows.peer(8, 100)));

    assertEquals(3, Files.readAllLines(folder.resolve("results.csv")).size());
  }

  @Test
  void aRowThatWasNotVerifiedIsRefusedAndNotPrinted() throws IOException {
    addTwoSizes();
    Measured unverified = new Measured(Rows.ours(512, 50).result(), Role.OURS, false);

    assertThrows(IllegalStateException.class, () -> report.add(List.of(unverified)));
    assertFalse(printed().contains("512 B"));
    assertFalse(page().contains("512"));
  }

  @Test
  void aRowOfAnotherSuiteCaseOrSizeIsRefused() {
    List<Measured> twoSizes = List.of(Rows.ours(8, 50), Rows.peer(64, 100));
    report.suite("message", 1, List.of());

    assertThrows(IllegalArgumentException.class, () -> report.add(twoSizes));
    assertThrows(IllegalArgumentException.class, () -> report.add(List.of(Rows.ours(8, 50))));
  }

  @Test
  void theTableOnTheTerminalNamesTheBestFirstAndFitsIt() throws IOException {
    addTwoSizes();

    String table = printed().substring(printed().indexOf("copy: 4 KiB pages, hot, 8 B"));
    assertTrue(table.indexOf("socket") < table.indexOf("crossmem"));
    assertTrue(table.contains("1.50"));
    printed().lines().forEach(line -> assertTrue(line.length() <= MOST_COLUMNS, line));
  }

  @Test
  void thePageBeginsWithWhereCrossmemIsTheFastestAndWhereNot() throws IOException {
    addTwoSizes();

    String page = page();
    int fastest = page.indexOf("2.00 times as fast as socket, the best peer, at 64&nbsp;B");
    int not = page.indexOf("1.50 times the time of socket at 8&nbsp;B");
    int verdict = page.indexOf("A peer is faster in 1 of 2 comparisons");
    assertTrue(fastest > 0 && fastest < not && not < verdict, fastest + " " + not + " " + verdict);
    assertTrue(verdict < page.indexOf("The machine"));
    assertTrue(verdict < page.indexOf("<h2 id=\"copy\""));
    assertTrue(printed().contains("2.00 times as fast as socket"));
    assertTrue(printed().contains("ratio up to 1.50, at 8 B: socket 100 ns, crossmem 150 ns"));
  }

  @Test
  void thePageLoadsAndRunsNothing() throws IOException {
    addTwoSizes();

    String page = page();
    assertFalse(page.contains("http:") || page.contains("https:") || page.contains("file:"));
    assertFalse(page.contains("<script") || page.contains("<link") || page.contains("@import"));
    assertFalse(page.contains("url("));
    assertEquals(count(page, "src="), count(page, "src=\"data:image/png;base64,"));
    assertEquals(count(page, "href="), count(page, "href=\"#"));
  }

  @Test
  void linksLeadToPlacesOfThePage() throws IOException {
    addTwoSizes();

    String page = page();
    for (String link : page.split("href=\"#")) {
      String anchor = link.substring(0, link.indexOf('"'));
      assertTrue(link.startsWith("<!DOCTYPE") || page.contains("id=\"" + anchor + "\""), anchor);
    }
  }

  @Test
  void whatComesFromOutsideIsEscaped() throws IOException {
    report.version("<b>MPI", "\"4\" & <i>");
    report.missing("peer <u>", "apt-get install <x> && true");
    report.leftOut("case <s>", "because <script>alert(1)</script>");
    report.suite("<h1>suite", 1, List.of("a < b"));

    String page = page();
    for (String tag : List.of("<b>", "<i>", "<u>", "<x>", "<s>", "<script", "<h1>suite")) {
      assertFalse(page.contains(tag), tag);
    }
    assertTrue(page.contains("apt-get install &lt;x&gt; &amp;&amp; true"));
    assertTrue(page.contains("a &lt; b"));
  }

  @Test
  void whatIsMissingIsSaidAtOnceAndOnlyOnceAndInThePage() throws IOException {
    report.missing("MPICH", "apt-get install mpich");
    report.missing("MPICH", "apt-get install mpich");

    assertEquals(1, count(printed(), "apt-get install mpich"));
    assertTrue(page().contains("<code>apt-get install mpich</code>"));
  }

  @Test
  void theMachineIsInThePage() throws IOException {
    Machine machine = Machine.here();

    String page = page();
    assertTrue(page.contains(Html.escape(machine.kernel())));
    assertTrue(page.contains(Html.escape(machine.jdk())));
    assertTrue(page.contains("<dd>" + machine.hugePages() + "</dd>"));
  }

  @Test
  void howItWasMeasuredIsInThePage() throws IOException {
    String page = page();

    assertTrue(page.contains("Each rank is pinned to a core."));
    assertTrue(page.contains("is compared with what was sent"));
  }

  @Test
  void picturesOfAnEarlierRunAreReplaced() throws IOException {
    Files.createDirectory(folder.resolve("charts"));
    Path old = Files.createFile(folder.resolve("charts/copy-old.png"));
    addTwoSizes();
    report.finish();

    assertFalse(Files.exists(old));
  }

  @Test
  void storedRunsMakeTheSameComparisonBesideEachOther(@TempDir Path made) throws IOException {
    addTwoSizes();
    report.finish();
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.copy(folder.resolve(Run.RESULTS), other.resolve(Run.RESULTS)); // no machine.csv
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    StoredReport.write(made, List.of(folder, other), print(said));

    String page = Files.readString(made.resolve("report.html"));
    assertTrue(page.contains("A peer is faster in 1 of 2 comparisons"));
    assertTrue(page.contains("<dd>" + Html.escape(Machine.here().kernel()) + "</dd>"));
    assertTrue(page.contains("<dd>" + Html.escape(other + ", unknown") + "</dd>"));
    assertTrue(said.toString(StandardCharsets.UTF_8).contains("2.00 times as fast as socket"));
  }

  @Test
  void aQuickRunSaysThatItIsNoMeasurementAndComparesNothing(@TempDir Path made) throws IOException {
    report.quick();
    addTwoSizes();
    String page = page();
    ByteArrayOutputStream again = new ByteArrayOutputStream();

    StoredReport.write(made, List.of(folder), print(again));

    String ofStored = Files.readString(made.resolve("report.html"));
    String words = "This quick run is no measurement";
    for (String text : List.of(printed(), page, again.toString(StandardCharsets.UTF_8), ofStored)) {
      assertEquals(1, count(text, words), text);
      assertTrue(text.contains("2 points were measured and verified"));
      assertFalse(text.contains("faster by more than"));
      assertFalse(text.contains("Where crossmem is the fastest"));
      assertFalse(text.contains("Where not to use crossmem"));
    }
  }

  @Test
  void aFileThatNoRunLeftIsRefusedByNameAndLine(@TempDir Path made) throws IOException {
    Path file = folder.resolve(Run.RESULTS);
    Files.writeString(file, Result.HEADER + "\n");
    assertRefused(made, file + " does not begin with \"suite,case,");

    Files.writeString(file, Measured.HEADER + "\ncopy,hot,8,a,latency,ns,1,1,1,1,ours\n");
    assertRefused(made, file + ", line 2: the number of columns differs");
    assertFalse(Files.exists(made.resolve("report.html")));
  }

  private void assertRefused(Path made, String words) {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> StoredReport.write(made, List.of(folder), print(out)));
    assertTrue(refused.getMessage().startsWith(words), refused.getMessage());
  }

  @Test
  void withoutATerminalEachCaseIsALine() {
    report.next("hot", 8);
    report.next("hot", 64);
    report.next("cold", 8);

    assertEquals(
        List.of("copy: hot ...", "copy: cold ..."),
        err.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void onATerminalOneLineSaysHowFar() {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    Progress progress = new Progress(print(screen), true);
    progress.suite("copy", 4);
    progress.next("hot", 8);
    progress.done();
    progress.next("hot", 65536);

    String shown = screen.toString(StandardCharsets.UTF_8);
    assertTrue(shown.endsWith("copy 25 % hot, 64 KiB (2 of 4), about 0 s left"), shown);
    assertFalse(shown.contains("\n"));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
