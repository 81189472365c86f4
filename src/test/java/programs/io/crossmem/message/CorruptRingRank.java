package io.crossmem.message;

import static io.crossmem.message.RingDescriptor.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Rank 1 writes nonsense to rank 0, which has a receive and a large send going on with it. */
final class CorruptRingRank {
  private static final int LARGE = 500_000;
  private static final int FUZZ_ROUNDS = 40;

  /** Fills in entries; those of rank 1's first message have the numbers 0. */
  private interface Nonsense {
    void write(OutRing ring) throws IOException;
  }

  private CorruptRingRank() {}

  private static Map<String, Nonsense> cases() {
    Map<String, Nonsense> cases = new LinkedHashMap<>();
    cases.put("kind 0", ring -> ring.next(0, 0));
    cases.put("kind 99", ring -> ring.next(99, 0));
    cases.put("sequence", ring -> sequence(ring, 7777));
    cases.put("negative sequence", ring -> sequence(ring, -1));
    cases.put("long message", ring -> put(ring, EAGER, LENGTH, 1 << 30));
    cases.put("negative length", ring -> put(ring, EAGER, LENGTH, -1));
    cases.put("empty announcement", ring -> put(ring, READY, READY_LENGTH, 0));
    cases.put("part of nothing", ring -> put(ring, PART, PART_RECEIVE, 5));
    cases.put("part too long", CorruptRingRank::partTooLong);
    cases.put("written by nobody", ring -> put(ring, WRITTEN, FIRST, 3));
    cases.put("written with no claim", ring -> put(ring, WRITTEN, FIRST, -3));
    cases.put("done with nothing", ring -> put(ring, DONE, FIRST, 77));
    cases.put("withdrawn for nobody", ring -> put(ring, WITHDRAWN, SECOND, 3));
    cases.put("forgotten too early", ring -> put(ring, FORGOTTEN, SECOND, 0));
    cases.put("clear for nothing", ring -> put(ring, CLEAR, FIRST, -77));
    cases.put("clear beyond the end", ring -> clear(ring, 0, LARGE + 1, 0, 0, 0));
    cases.put("clear before the start", ring -> clear(ring, -8, LARGE, 0, 0, 0));
    cases.put("clear of nothing", ring -> clear(ring, 8, 8, 0, 0, 0));
    cases.put("clear without claim", ring -> clear(ring, 0, 0, 4096, 8, 4096));
    cases.put("clear in parts of 0", ring -> clear(ring, 0, 0, 4096, 0, 0));
    return cases;
  }

  private static void sequence(OutRing ring, long wrong) {
    ring.memory.bytes.putLong(ENTRIES + SEQUENCE, wrong);
  }

  private static void put(OutRing ring, int kind, int field, int value) {
    int entry = ring.next(kind, 0);
    ring.memory.bytes.putLong(entry + TAG, 0).putLong(entry + PAYLOAD, 0);
    ring.memory.bytes.putInt(entry + field, value);
  }

  private static void clear(OutRing ring, long from, long to, long address, int claim, int part) {
    int entry = ring.next(CLEAR, 0);
    ring.memory.bytes.putLong(entry + FIRST, 0);
    ring.memory.bytes.putLong(entry + FROM, from).putLong(entry + TO, to);
    ring.memory.bytes.putLong(entry + ADDRESS, address);
    ring.memory.bytes.putInt(entry + CLAIM, claim).putInt(entry + PART_BYTES, part);
  }

  private static void partTooLong(OutRing ring) {
    int entry = ring.next(READY, 0);
    ring.memory.bytes.putInt(entry + TAG, 0).putInt(entry + READY_SEND, 0);
    ring.memory.bytes.putLong(entry + READY_LENGTH, 100_000);
    ring.memory.bytes.putLong(entry + READY_ADDRESS, 0).putInt(entry + READY_FLAGS, 0);
    ring.publish();
    put(ring, PART, LENGTH, 24);
  }

  private static void garbage(OutRing ring, Random random) {
    for (int i = 0; i < 20; i++) {
      int entry = ring.next(1 + random.nextInt(6), random.nextInt(2));
      for (int field = TAG; field < ENTRY_BYTES; field += Integer.BYTES) {
        ring.memory.bytes.putInt(entry + field, random.nextInt(3) == 0 ? random.nextInt() : 0);
      }
      ring.publish();
    }
    ring.next(99, 0);
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
    String[] told = arguments.clone();
    told[0] += "-" + name.replace(' ', '-');
    try {
      if ("1".equals(told[1])) {
        write(told, nonsense);
      } else {
        try (Communicator world = Ranks.join(told)) {
          if (world.rank() == 0) {
            suffer(world, name.startsWith("garbage"));
          }
          exchange(world);
        }
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError("rank " + told[1] + ", " + name, e);
    }
  }

  private static void write(String[] told, Nonsense nonsense) throws IOException {
    try (BareRank self = new BareRank(told)) {
      InRing announced = self.from(0); // so that its send has begun
      if (announced == null) {
        throw new AssertionError();
      }
      OutRing ring = self.to(0);
      nonsense.write(ring);
      if (ring.memory.bytes.getLong(ENTRIES + SEQUENCE) == 0 || !isPublished(ring)) {
        ring.publish();
      }
      while (!self.hasLeft(0)) {
        Thread.onSpinWait();
      }
    }
  }

  /** Whether the sequence itself is the nonsense. */
  private static boolean isPublished(OutRing ring) {
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
        && (failed.rank() != 1 || !e.getMessage().contains("makes no sense"))) {
      throw new AssertionError(e);
    }
  }

  private static void exchange(Communicator world) throws IOException {
    int other = 2 - world.rank();
    byte[] message = Payload.of(world.rank(), LARGE);
    byte[] into = new byte[LARGE];
    world.sendRecv(Data.of(message), other, 0, Data.of(into), other, 0);
    if (!java.util.Arrays.equals(into, Payload.of(other, LARGE))) {
      throw new AssertionError("wrong bytes");
    }
  }
}
