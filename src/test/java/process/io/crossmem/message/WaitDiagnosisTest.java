package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jvm;
import java.io.BufferedReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The diagnosis that ranks print after a wait as long as the property says. */
@Timeout(60)
class WaitDiagnosisTest {
  private static Jvm impatient() {
    return Jvm.ofBits(64).withTestLibraries().with("-Dcrossmem.diagnose.after=500ms");
  }

  /** The lines of one rank from its first of a diagnosis to the one that ends it. */
  private static String said(String how, int rank, String last) throws Exception {
    StringBuilder said = new StringBuilder();
    List<Jvm> jvms = List.of(impatient(), impatient());
    try (Ranks ranks = Ranks.startUnread(jvms, StuckRank.class, how)) {
      BufferedReader reader = ranks.process(rank).inputReader();
      String line;
      do {
        line = reader.readLine();
        said.append(line).append('\n');
      } while (line != null && !line.contains(last));
      String name = "rank %d (pid %d)".formatted(rank, ranks.process(rank).pid());
      String first = "crossmem: " + name + ", thread main: has waited for 500 ms:\n";
      assertTrue(said.toString().startsWith(first), said.toString());
    }
    return said.toString();
  }

  @Test
  void twoRanksThatBothSendFirstAreReported() throws Exception {
    for (int rank = 0; rank < 2; rank++) {
      String said = said("both", rank, "use sendRecv");
      String message = ", tag 7, 67108864 bytes: ";
      assertTrue(said.contains("  send to rank " + (1 - rank) + " (pid "), said);
      assertTrue(said.contains(message + "rank " + (1 - rank) + " (pid "), said);
      assertTrue(said.contains("  message from rank " + (1 - rank) + " (pid "), said);
      assertTrue(said.contains(message + "no receive here matches it\n"), said);
    }
  }

  @Test
  void aSlowPeerIsDistinguishedFromThat() throws Exception {
    String said = said("slow", 0, "it is slow");
    assertTrue(said.contains("  send to rank 1 (pid "), said);
    assertFalse(said.contains("message from") || said.contains("both"), said);
  }

  @Test
  void otherArrivedMessagesAreReportedForAReceive() throws Exception {
    String said = said("receive", 0, "message from");
    assertTrue(said.contains("tag 1, buffer of 8 bytes: no message has arrived\n"), said);
    assertTrue(said.contains("tag 2, 8 bytes: no receive here matches it\n"), said);
  }

  @Test
  void aMalformedDurationIsRefusedByName() throws Exception {
    Jvm jvm = Jvm.ofBits(64).withTestLibraries().with("-Dcrossmem.diagnose.after=soon");
    Jvm.Result result = jvm.run(StuckRank.class, "wait-" + ProcessHandle.current().pid(), 0, 1, "");
    assertEquals(1, result.status());
    assertTrue(result.output().contains("crossmem.diagnose.after is \"soon\""), result::output);
  }
}
