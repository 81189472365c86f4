package io.crossmem.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each edge of the end of a rank at a launcher that speaks PMI. */
class PmiEndTest {
  private static final String BARRIER_OUT = "cmd=barrier_out\n";
  private static final String FINALIZE_ACK = "cmd=finalize_ack\n";

  private final StringBuilder told = new StringBuilder();
  private String answer = "";
  private boolean refuses;

  private final PmiEnd end =
      new PmiEnd(
          new PmiEnd.Socket() {
            @Override
            public boolean send(String line) {
              told.append(line);
              return !refuses;
            }

            @Override
            public String receive() {
              String received = answer;
              answer = "";
              return received;
            }
          });

  private boolean stepAfter(String received) {
    answer = received;
    return end.step();
  }

  @Test
  void aRankWaitsForTheOthersAndThenSaysThatItEnds() {
    assertFalse(end.step());
    assertEquals("cmd=barrier_in\n", told.toString());
    assertFalse(stepAfter(""));
    assertEquals("cmd=barrier_in\n", told.toString());
    assertFalse(stepAfter(BARRIER_OUT));
    assertEquals("cmd=barrier_in\ncmd=finalize\n", told.toString());
    assertFalse(stepAfter(""));
    assertTrue(stepAfter(FINALIZE_ACK));
    assertTrue(end.step());
  }

  @Test
  void anAnswerMayComeInPiecesAndSayMore() {
    end.step();
    assertFalse(stepAfter("cmd=barr"));
    assertFalse(stepAfter("ier_out rc=0"));
    assertEquals("cmd=barrier_in\n", told.toString());
    assertFalse(stepAfter("\ncmd=fin"));
    assertTrue(stepAfter("alize_ack rc=0\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cmd=barrier_outs\n", "cmd=finalize_ack\n", "\n", "what?\n"})
  void anotherAnswerEndsIt(String received) {
    end.step();
    assertTrue(stepAfter(received));
    assertEquals("cmd=barrier_in\n", told.toString());
  }

  @Test
  void aLauncherThatIsGoneEndsIt() {
    end.step();
    assertTrue(stepAfter(null));
  }

  @Test
  void aLauncherThatTakesNothingEndsIt() {
    refuses = true;
    assertTrue(end.step());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "99999999999"})
  void withoutASocketMpiIsFinalised(String number) {
    assertNull(PmiEnd.of(Map.of("PMI_FD", number)));
    assertNull(PmiEnd.of(Map.of()));
  }
}
