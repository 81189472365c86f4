package io.crossmem.message;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.RingConsumer;
import io.crossmem.internal.shm.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Rank 1 writes invalid entries to rank 0, which has a receive and a large send in progress with
 * it.
 */
final class CorruptRingRank {
  private static final int LARGE = 500_000;
  private static final int FUZZ_ROUNDS = 40;

  /** Fills in entries; the number 0 means rank 0's first message. */
  private interface Nonsense {
    void write(RingProducer ring) throws IOException;
  }

  private CorruptRingRank() {}

  private static Map<String, Nonsense> cases() {
    Map<String, Nonsense> cases = new LinkedHashMap<>();
    cases.put("kind 0", ring -> put(ring, 0, TAG, 0));
    cases.put("kind 99", ring -> put(ring, 99, TAG, 0));
    cases.put("sequence", ring -> sequence(ring, 7777));
    cases.put("negative sequence", ring -> sequence(ring, -1));
    cases.put("long message", ring -> put(ring, EAGER, LENGTH, 1 << 30));
    cases.put("negative length", ring -> put(ring, EAGER, LENGTH, -1));
    cases.put("RTS of less than nothing", ring -> rts(ring, -1));
    cases.put("RTS twice", CorruptRingRank::rtsTwice);
    cases.put("DATA of nothing", ring -> put(ring, DATA, DATA_RECEIVE, 5));
    cases.put("DATA of a negative number", ring -> put(ring, DATA, DATA_RECEIVE, -5));
    cases.put("DATA too short", CorruptRingRank::dataTooShort);
    cases.put("ATP by nobody", ring -> put(ring, ATP, ATP_COUNTER, 3));
    cases.put("ATP of a negative counter", ring -> put(ring, ATP, ATP_COUNTER, -3));
    cases.put("ATP of a counter too many", ring -> put(ring, ATP, ATP_COUNTER, COUNTER_COUNT));
    cases.put("ATS of nothing", ring -> put(ring, ATS, ATS_SEND, 77));
    cases.put("CANCEL because of nobody", ring -> put(ring, CANCEL, CANCEL_RANK, 3));
    cases.put("CANCEL because of a negative rank", ring -> put(ring, CANCEL, CANCEL_RANK, -1));
    cases.put("CANCEL_ACK too early", ring -> put(ring, CANCEL_ACK, CANCEL_SEND, 0));
    cases.put("CANCEL_ACK of nothing", ring -> put(ring, CANCEL_ACK, CANCEL_SEND, 77));
    cases.put("CTS of nothing", ring -> put(ring, CTS_DATA, CTS_SEND, -77));
    cases.put("CTS beyond the end", ring -> ctsData(ring, 0, LARGE + 1));
    cases.put("CTS before the start", ring -> ctsData(ring, -8, LARGE));
    cases.put("CTS of an empty range", ring -> ctsData(ring, 8, 8));
    cases.put("CTS from behind", ring -> ctsData(ring, 9, 8));
    cases.put("CTS twice", CorruptRingRank::ctsTwice);
    cases.put("CTS with a counter too many", ring -> ctsPut(ring, COUNTER_COUNT, 4096));
    cases.put("CTS with a negative counter", ring -> ctsPut(ring, -1, 4096));
    cases.put("CTS in parts of nothing", ring -> ctsPut(ring, 0, 0));
    cases.put("CTS in negative parts", ring -> ctsPut(ring, 0, -4096));
    return cases;
  }

  private static void sequence(RingProducer ring, long wrong) {
    ring.memory.bytes.putLong(ENTRIES + SEQUENCE, wrong);
  }

  private static int begin(RingProducer ring, int kind) {
    int entry = ring.begin(kind, 0);
    for (int field = TAG; field < ENTRY_BYTES; field += Integer.BYTES) {
      ring.memory.bytes.putInt(entry + field, 0);
    }
    return entry;
  }

  private static void put(RingProducer ring, int kind, int field, int value) {
    ring.memory.bytes.putInt(begin(ring, kind) + field, value);
  }

  private static void rts(RingProducer ring, long length) {
    ring.memory.bytes.putLong(begin(ring, RTS) + RTS_LENGTH, length);
  }

  private static void rtsTwice(RingProducer ring) {
    rts(ring, 100_000);
    ring.publish();
    rts(ring, 100_000);
  }

  private static void dataTooShort(RingProducer ring) {
    rts(ring, 100_000);
    ring.publish();
    put(ring, DATA, LENGTH, 24);
  }

  private static void ctsData(RingProducer ring, long from, long to) {
    int entry = begin(ring, CTS_DATA);
    ring.memory.bytes.putLong(entry + CTS_FROM, from).putLong(entry + CTS_TO, to);
  }

  private static void ctsTwice(RingProducer ring) {
    ctsData(ring, 0, LARGE);
    ring.publish();
    ctsData(ring, 0, LARGE);
  }

  private static void ctsPut(RingProducer ring, int counter, int part) {
    int entry = begin(ring, CTS_PUT);
    ring.memory.bytes.putLong(entry + PUT_ADDRESS, 4096);
    ring.memory.bytes.putInt(entry + PUT_COUNTER, counter).putInt(entry + PUT_PART, part);
  }

  private static void garbage(RingProducer ring, Random random) {
    for (int i = 0; i < 20; i++) {
      int entry = ring.begin(1 + random.nextInt(CANCEL_ACK), random.nextInt(2));
      for (int field = TAG; field < ENTRY_BYTES; field += Integer.BYTES) {
        ring.memory.bytes.putInt(entry + field, random.nextInt(3) == 0 ? random.nextInt() : 0);
      }
      ring.publish();
    }
    ring.begin(99, 0);
  }

  public static void main(String... arguments) throws Exception {
    for (Map.Entry<String, Nonsense> one : cases().entrySet()) {
      tryCase(arguments, one.getKey(), one.getValue());
    }
    for (int i = 0; i < FUZZ_ROUNDS; i++) {
      Random random = new Random(i);
      tryCase(arguments, "garbage of seed " + i, ring -> garbage(ring, random));
    }
  }

  private static void tryCase(String[] arguments, String name, Nonsense nonsense)
      throws IOException {
    String[] renamed = arguments.clone();
    renamed[0] += "-" + name.replace(' ', '-');
    try {
      if ("1".equals(renamed[1])) {
        write(renamed, nonsense);
      } else {
        try (Communicator world = Ranks.join(renamed)) {
          if (world.rank() == 0) {
            suffer(world, name.startsWith("garbage"));
          }
          exchange(world);
        }
      }
    } catch (IOException | CorruptRingException | RuntimeException | AssertionError e) {
      throw new AssertionError("rank " + renamed[1] + ", " + name, e);
    }
  }

  private static void write(String[] renamed, Nonsense nonsense)
      throws IOException, CorruptRingException {
    try (BareRank self = new BareRank(renamed)) {
      RingConsumer announced = self.from(0); // so that its send has begun
      if (announced == null) {
        throw new AssertionError();
      }
      RingProducer ring = self.to(0);
      nonsense.write(ring);
      if (!isPublished(ring)) {
        ring.publish();
      }
      while (!self.hasLeft(0)) {
        Thread.onSpinWait();
      }
    }
  }

  /** Whether the sequence itself is invalid. */
  private static boolean isPublished(RingProducer ring) {
    long first = ring.memory.bytes.getLong(ENTRIES + SEQUENCE);
    return first == 7777 || first == -1;
  }

  private static void suffer(Communicator world, boolean anything) throws IOException {
    Request send = world.isend(ByteBuffer.allocateDirect(LARGE), 1, 0);
    Request receive = world.irecv(ByteBuffer.allocateDirect(LARGE), 1, 0);
    if (anything) { // some of it may have been a message
      try {
        receive.await();
      } catch (PeerFailedException | TruncationException e) {
        requireNamed(e);
      }
      try {
        send.await();
      } catch (PeerFailedException e) {
        requireNamed(e);
      }
    } else {
      requireFails(receive);
      requireFails(send);
    }
  }

  private static void requireFails(Request request) throws IOException {
    try {
      request.await();
    } catch (PeerFailedException e) {
      requireNamed(e);
      return;
    }
    throw new AssertionError("nonsense was taken");
  }

  private static void requireNamed(IOException e) {
    if (e instanceof PeerFailedException failed
        && (failed.rank() != 1 || !e.getMessage().contains("sent a malformed entry"))) {
      throw new AssertionError(e);
    }
  }

  private static void exchange(Communicator world) throws IOException {
    int other = 2 - world.rank();
    byte[] message = TestMessage.of(world.rank(), LARGE);
    byte[] into = new byte[LARGE];
    world.sendRecv(Data.of(message), other, 0, Data.of(into), other, 0);
    if (!java.util.Arrays.equals(into, TestMessage.of(other, LARGE))) {
      throw new AssertionError("wrong bytes");
    }
  }
}
