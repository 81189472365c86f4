package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.RingDescriptor.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of a ring, on plain memory. */
class RingTest {
  private static final Geometry GEOMETRY = new Geometry(8, 512);
  private static final int LONG = 4096; // bytes

  private final ByteBuffer memory = OffHeap.allocate(GEOMETRY.ringBytes());
  private final RingProducer producer = new RingProducer(view(memory), GEOMETRY);
  private final RingConsumer consumer = new RingConsumer(view(memory), GEOMETRY);

  private static TypedView view(ByteBuffer memory) {
    return new TypedView(memory.duplicate(), OffHeap.addressOfRemaining(memory, "memory"));
  }

  private void begin(int length, int value) {
    int at = producer.payload(length);
    for (int i = 0; i < length; i++) {
      memory.put(at + i, (byte) (value + i));
    }
    producer.putEager(3, 0, length);
  }

  private void send(int length, int value) {
    assertTrue(producer.hasRoom(length));
    begin(length, value);
    producer.publish();
  }

  private void receive(int length, int value) throws CorruptRingException {
    assertTrue(consumer.ready());
    assertTrue(consumer.hasNews());
    assertEquals(EAGER, memory.getInt(consumer.entry() + KIND));
    assertEquals(length, consumer.payloadLength());
    int at = consumer.payload(length);
    for (int i = 0; i < length; i++) {
      assertEquals((byte) (value + i), memory.get(at + i));
    }
    consumer.take(length);
  }

  @Test
  void shouldBeEmptyAtFirst() throws CorruptRingException {
    assertFalse(consumer.ready());
    assertFalse(consumer.hasNews());
  }

  @Test
  void shouldDeliverInOrderAroundTheEnd() throws CorruptRingException {
    Random random = new Random(1);
    ArrayDeque<int[]> sent = new ArrayDeque<>();
    for (int i = 0; i < 100_000; i++) {
      int length = random.nextInt(GEOMETRY.maxPayload() + 1);
      if (random.nextBoolean() && producer.hasRoom(length)) {
        send(length, i);
        sent.add(new int[] {length, i});
      } else if (!sent.isEmpty()) {
        receive(sent.peek()[0], sent.poll()[1]);
      }
    }
  }

  @Test
  void shouldKeepRoomForControlMessagesWhenItIsFull() {
    int sent = 0;
    while (producer.hasRoom(0)) {
      send(0, 0);
      sent++;
    }
    assertEquals(GEOMETRY.entries() * 3 / 4, sent);
    while (producer.hasRoomForControl()) {
      producer.begin(ATS);
      producer.publish();
      sent++;
    }
    assertEquals(GEOMETRY.entries(), sent);
  }

  @Test
  void shouldBeFullWhenThePayloadsAre() {
    int sent = 0;
    while (producer.hasRoom(128)) {
      send(128, 0);
      sent++;
    }
    assertEquals(4, sent);
    assertTrue(producer.hasRoom(INLINE_BYTES));
  }

  /** Otherwise a sender would wait for space that is already free. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40, 41, 64, 100, 127, 128})
  void shouldHaveRoomForAnyPayloadOnceAllIsTaken(int length) throws CorruptRingException {
    Random random = new Random(length);
    for (int round = 0; round < 1000; round++) {
      for (int i = random.nextInt(8); i > 0; i--) {
        int other = random.nextInt(GEOMETRY.maxPayload() + 1);
        if (producer.hasRoom(other)) {
          send(other, i);
        }
      }
      while (consumer.ready()) {
        consumer.take(consumer.payloadLength());
      }
      assertTrue(producer.hasRoom(length));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100})
  void shouldCommitNothingBeforeItIsPublished(int length) throws CorruptRingException {
    for (int i = 0; i < 100; i++) {
      begin(length, 50); // and then something was thrown
      assertFalse(consumer.ready());
      send(100, i);
      begin(128, 60);
      receive(100, i);
    }
  }

  @Test
  void shouldUseNoSpaceForAPayloadWhoseCopyFailed() throws CorruptRingException {
    producer.payload(100);
    producer.begin(ATS);
    producer.publish();
    send(100, 7);
    assertTrue(consumer.ready());
    consumer.take(0);
    receive(100, 7);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 9, -1, Long.MIN_VALUE})
  void shouldNoticeASequenceThatCannotBe(long sequence) {
    memory.putLong(GEOMETRY.entryOffset(0) + SEQUENCE, sequence);
    assertTrue(consumer.hasNews());
    assertThrows(CorruptRingException.class, consumer::ready);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 129, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void shouldNotBelieveALengthThatCannotBe(int length) {
    int entry = producer.begin(EAGER);
    memory.putInt(entry + LENGTH, length);
    producer.publish();
    assertThrows(CorruptRingException.class, consumer::payloadLength);
  }

  @Test
  void shouldNotifyTheSenderOfSpaceFromTimeToTime() throws CorruptRingException {
    for (int i = 0; i < 3; i++) {
      send(0, i);
    }
    assertFalse(consumer.take(0));
    assertTrue(consumer.take(0));
    assertFalse(consumer.take(0));
  }

  @Test
  void shouldWakeTheSenderOnceForEachTimeItAsks() {
    assertFalse(consumer.senderWaits());
    producer.awaitRoom();
    assertTrue(consumer.senderWaits());
    assertFalse(consumer.senderWaits());
  }

  @Test
  void shouldHandOutEachPartOnce() {
    int counter = consumer.openCounter();
    assertEquals(0, producer.takePart(counter));
    assertEquals(1, consumer.takePart(counter));
    assertEquals(2, consumer.takeAllParts(counter));
    assertTrue(producer.takePart(counter) > 1 << 29);
    assertTrue(consumer.takeAllParts(counter) > 1 << 29);
    assertTrue(producer.takePart(counter) < 0);
  }

  @Test
  void shouldReuseCountersThatAreClosed() {
    for (int i = 0; i < COUNTER_COUNT; i++) {
      assertTrue(consumer.hasCounter());
      assertEquals(i, consumer.openCounter());
    }
    assertFalse(consumer.hasCounter());
    producer.takePart(5);
    consumer.closeCounter(5);
    assertEquals(5, consumer.openCounter());
    assertEquals(0, producer.takePart(5));
  }

  @Test
  void shouldExpectACancelUntilItsEntryIsTaken() {
    assertFalse(consumer.expectsCancel());
    producer.countCancel();
    producer.countCancel();
    assertTrue(consumer.expectsCancel());
    consumer.takeCancel();
    assertTrue(consumer.expectsCancel());
    consumer.takeCancel();
    assertFalse(consumer.expectsCancel());
  }

  @Test
  void shouldStopAndResumeTheSender() {
    assertFalse(producer.isEagerStopped());
    consumer.stopEager(true);
    assertTrue(producer.isEagerStopped());
    consumer.stopEager(false);
    assertFalse(producer.isEagerStopped());
  }

  @Test
  void theReceiverLimitsEagerMessages() {
    assertEquals(0, producer.eagerLimit());
    consumer.limitEager(100);
    assertEquals(100, producer.eagerLimit());
    consumer.limitEager(Integer.MAX_VALUE);
    assertEquals(GEOMETRY.maxPayload(), producer.eagerLimit(), "no more than an entry carries");
    consumer.limitEager(-1);
    assertEquals(0, producer.eagerLimit());
  }

  @Test
  void shouldWriteALongPayloadInTheWayThatTheReceiverAsksFor() {
    Geometry geometry = new Geometry(8, 4 * LONG);
    ByteBuffer ring = OffHeap.allocate(geometry.ringBytes());
    RingProducer sender = new RingProducer(view(ring), geometry);
    RingConsumer receiver = new RingConsumer(view(ring), geometry);
    ByteBuffer message = OffHeap.allocate(LONG);
    IntStream.range(0, LONG).forEach(i -> message.put(i, (byte) i));
    for (RingWrite asked : List.of(RingWrite.STRING, RingWrite.NON_TEMPORAL, RingWrite.STRING)) {
      receiver.askForWrites(RingWrite.with(0, RingWrite.size(LONG), asked));
      assertEquals(asked, written(sender, receiver, message));
    }
    receiver.askForWrites(RingWrite.with(0, RingWrite.size(LONG), RingWrite.JVM));
    sender.beginWrite(LONG);
    assertFalse(sender.memory.isLong(LONG));
  }

  private static RingWrite written(RingProducer sender, RingConsumer receiver, ByteBuffer message) {
    int payload = sender.payload(LONG);
    long began = sender.beginWrite(LONG);
    assertTrue(sender.memory.isLong(LONG));
    sender.memory.fill(payload, OffHeap.addressOfRemaining(message, "message"), LONG, message);
    sender.endWrite(began);
    assertEquals(message, sender.memory.bytes.slice(payload, LONG));
    assertEquals(began != 0, receiver.writeNanos() != 0);
    return receiver.writtenBy();
  }

  @Test
  void shouldNotAcceptAnInvalidWayToWriteFromTheSender() {
    int entry = producer.begin(EAGER, 3);
    memory.putInt(entry + WRITTEN_BY, 99).putInt(entry + WRITE_NS, -1);
    assertNull(consumer.writtenBy());
    assertEquals(0, consumer.writeNanos());
  }
}
