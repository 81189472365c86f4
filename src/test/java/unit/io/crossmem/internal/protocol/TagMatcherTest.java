package io.crossmem.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which receive matches which message. */
class TagMatcherTest {
  private static final int ANY = Operation.ANY;
  private static final TestPayload NOTHING = TestPayload.zeros(0, false);

  private final TagMatcher matcher = new TagMatcher();
  private final Context context = new Context(0, 0, 1, 2);
  private final Context other = new Context(2, 0, 1, 2);
  private int messages;

  private Operation post(Context in, int source, int tag) {
    Operation receive = new Operation().receive(in, NOTHING, source, tag);
    matcher.post(receive);
    return receive;
  }

  /** A message as this test knows it, by its length. */
  private record Message(Context in, int source, int tag, int bytes) {}

  private Message arrive(Context in, int source, int tag) {
    Message message = new Message(in, source, tag, ++messages);
    matcher.arrive(in.id(), source, tag, message.bytes(), null);
    return message;
  }

  private void assertFound(Message expected, Arrival found) {
    assertEquals(expected.bytes(), found.bytes());
    assertEquals(expected.source(), found.source());
    assertEquals(expected.tag(), found.tag());
    assertEquals(expected.in().id(), found.context());
  }

  private void drop(Message message) {
    matcher.drop(matcher.find(message.in(), message.source(), message.tag()));
  }

  @Test
  void shouldGiveAMessageToTheFirstReceiveThatAcceptsIt() {
    Operation wrongTag = post(context, 1, 8);
    Operation wrongSource = post(context, 2, 7);
    Operation wrongContext = post(other, 1, 7);
    Operation anyTag = post(context, 1, ANY);
    Operation exact = post(context, 1, 7);
    Operation anySource = post(context, ANY, 7);
    Operation any = post(context, ANY, ANY);
    assertSame(anyTag, matcher.takePosted(0, 1, 7));
    assertSame(exact, matcher.takePosted(0, 1, 7));
    assertSame(anySource, matcher.takePosted(0, 1, 7));
    assertSame(any, matcher.takePosted(0, 1, 7));
    assertNull(matcher.takePosted(0, 1, 7));
    assertSame(wrongTag, matcher.takePosted(0, 1, 8));
    assertSame(wrongSource, matcher.takePosted(0, 2, 7));
    assertSame(wrongContext, matcher.takePosted(2, 1, 7));
    assertTrue(matcher.isIdle());
  }

  @Test
  void shouldFindTheFirstMessageThatAReceiveAccepts() {
    Message first = arrive(context, 2, 8);
    Message second = arrive(context, 1, 7);
    Message third = arrive(context, 1, 8);
    arrive(other, 1, 9);
    assertFound(first, matcher.find(context, ANY, ANY));
    assertFound(second, matcher.find(context, 1, ANY));
    assertFound(first, matcher.find(context, ANY, 8));
    assertFound(third, matcher.find(context, 1, 8));
    assertNull(matcher.find(context, 1, 9));
    drop(first);
    assertFound(second, matcher.find(context, ANY, ANY));
    assertFound(third, matcher.find(context, ANY, 8));
  }

  /** Wildcard tables exist from the first use on; the results before and after it must be equal. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldIndexWildcardsWhenTheyAreFirstUsed(boolean used) {
    if (used) {
      arrive(context, 0, 0);
      Arrival found = matcher.find(context, ANY, ANY);
      matcher.find(context, ANY, 0);
      matcher.find(context, 0, ANY);
      matcher.drop(found);
    }
    List<Message> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(arrive(context, i % 3, i % 7));
    }
    for (Message next : all) {
      assertFound(next, matcher.find(context, ANY, ANY));
      matcher.drop(matcher.find(context, ANY, ANY));
    }
    assertTrue(matcher.isIdle());
  }

  @Test
  void shouldRemoveAPostedReceiveOnlyOnce() {
    Operation receive = post(context, 1, 7);
    assertTrue(matcher.withdraw(receive));
    assertFalse(matcher.withdraw(receive));
    assertNull(matcher.takePosted(0, 1, 7));
  }

  @Test
  void shouldNotRemoveAMatchedReceive() {
    Operation receive = post(context, 1, 7);
    assertSame(receive, matcher.takePosted(0, 1, 7));
    assertFalse(matcher.withdraw(receive));
  }

  @Test
  void shouldNotRemoveASend() {
    assertFalse(matcher.withdraw(new Operation().send(context, NOTHING, 1, 7)));
  }

  @Test
  void shouldListAllThatWaits() {
    Operation receive = post(context, ANY, 3);
    Message message = arrive(other, 2, 4);
    assertEquals(List.of(receive), matcher.posted());
    assertEquals(1, matcher.arrivals().size());
    assertFound(message, matcher.arrivals().get(0));
  }

  /** The oracle searches plain lists. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldMatchAsALinearSearchWould(long seed) {
    Random random = new Random(seed);
    List<Operation> receives = new ArrayList<>();
    List<Message> waiting = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Context in = random.nextInt(4) == 0 ? other : context;
      boolean wild = random.nextInt(3) == 0;
      int source = wild && random.nextBoolean() ? ANY : random.nextInt(3);
      int tag = wild ? ANY : random.nextInt(5);
      if (random.nextInt(10) == 0 && !receives.isEmpty()) {
        assertTrue(matcher.withdraw(receives.remove(random.nextInt(receives.size()))));
      } else if (random.nextBoolean()) {
        receive(receives, waiting, in, source, tag);
      } else {
        message(receives, waiting, in, random.nextInt(3), random.nextInt(5));
      }
    }
  }

  private void receive(
      List<Operation> receives, List<Message> waiting, Context in, int source, int tag) {
    Message expected = null;
    for (Message message : waiting) {
      if (expected == null
          && message.in() == in
          && (source == ANY || source == message.source())
          && (tag == ANY || tag == message.tag())) {
        expected = message;
      }
    }
    Arrival found = matcher.find(in, source, tag);
    if (expected == null) {
      assertNull(found);
      receives.add(post(in, source, tag));
    } else {
      assertFound(expected, found);
      waiting.remove(expected);
      matcher.drop(found);
    }
  }

  private void message(
      List<Operation> receives, List<Message> waiting, Context in, int source, int tag) {
    Operation expected = null;
    for (Operation receive : receives) {
      if (expected == null
          && receive.context() == in
          && (receive.peer() == ANY || receive.peer() == source)
          && (receive.tag() == ANY || receive.tag() == tag)) {
        expected = receive;
      }
    }
    assertSame(expected, matcher.takePosted(in.id(), source, tag));
    if (expected == null) {
      waiting.add(arrive(in, source, tag));
    } else {
      receives.remove(expected);
    }
  }

  /** With work that grows with the square of the number this would take minutes. */
  @Test
  void shouldMatchManyInReverseOrder() {
    int count = 1_000_000;
    for (int i = 0; i < count; i++) {
      arrive(context, 1, i);
    }
    for (int i = count - 1; i >= 0; i--) {
      matcher.drop(matcher.find(context, 1, i));
    }
    for (int i = 0; i < count; i++) {
      post(context, i % 2 == 0 ? 1 : ANY, i);
    }
    for (int i = count - 1; i >= 0; i--) {
      assertEquals(i, matcher.takePosted(0, 1, i).tag());
    }
    assertTrue(matcher.isIdle());
  }

  @Test
  void shouldRemoveManyReceivesInAnyOrder() {
    List<Operation> all = new ArrayList<>();
    for (int i = 0; i < 300_000; i++) {
      all.add(post(context, 1, 0)); // all of one key
    }
    Collections.shuffle(all, new Random(1));
    all.forEach(receive -> assertTrue(matcher.withdraw(receive)));
    assertTrue(matcher.isIdle());
  }
}
