package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.SendMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the sender learns that there is room in a ring between nodes. */
class RoomFramesTest {
  private static final int MESSAGES = 100; // several times what a ring holds

  private final NodePair pair = new NodePair();

  private static void exchange(NodePair.Side from, NodePair.Side to, int bytes) {
    TestPayload into = TestPayload.zeros(bytes, true);
    Operation receive = to.receive(into, NodePair.TAG);
    Operation send = from.send(TestPayload.counting(bytes, true), NodePair.TAG, SendMode.STANDARD);
    assertTrue(send.isDone()); // there was room
    to.poll();
    from.poll(); // reads what the receiver tells
    assertTrue(receive.isDone());
    assertTrue(into.isCounting(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, TestGroup.EAGER})
  void framesWithAnswersTellIt(int bytes) {
    for (int i = 0; i < MESSAGES; i++) {
      exchange(pair.sender, pair.receiver, bytes);
      exchange(pair.receiver, pair.sender, bytes);
    }
    assertEquals(2 * MESSAGES, pair.fabric.frames());
  }

  @ParameterizedTest
  @ValueSource(ints = {8, TestGroup.EAGER, 100 << 8})
  void withoutAnswersAFrameTellsItInTime(int bytes) {
    for (int i = 0; i < MESSAGES; i++) {
      exchange(pair.sender, pair.receiver, bytes);
    }
    assertTrue(pair.fabric.frames() > MESSAGES);
  }

  @Test
  void messagesThatAreSentTogetherWaitForRoom() {
    Operation[] sends = new Operation[MESSAGES];
    for (int i = 0; i < MESSAGES; i++) {
      TestPayload from = TestPayload.counting(TestGroup.EAGER, true);
      sends[i] = pair.sender.send(from, NodePair.TAG, SendMode.STANDARD);
    }
    for (int i = 0; i < MESSAGES; i++) {
      TestPayload into = TestPayload.zeros(TestGroup.EAGER, true);
      Operation receive = pair.receiver.receive(into, NodePair.TAG);
      pair.settle();
      assertTrue(receive.isDone());
    }
    for (Operation send : sends) {
      assertTrue(send.isDone());
    }
  }
}
