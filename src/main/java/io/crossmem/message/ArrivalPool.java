package io.crossmem.message;

/**
 * Arrivals that can be used again: so that messages which come before their receives make no
 * garbage. Those with room for a payload come in sizes that are powers of two. Memory is kept, not
 * given back.
 */
final class ArrivalPool {
  private static final int SMALLEST = 6; // 64 bytes
  private static final int SLAB = 64 << 10; // bytes that are made at a time

  private final Arrival[] free = new Arrival[Integer.SIZE]; // by the power of two; 0: without room

  Arrival announced() {
    Arrival first = free[0];
    if (first == null) {
      return new Arrival(null, 0);
    }
    free[0] = first.next;
    return first;
  }

  /** One with the payload copied into it. */
  Arrival whole(Window from, int at, int length) {
    int power = powerFor(length);
    if (free[power] == null) {
      makeSlab(power);
    }
    Arrival first = free[power];
    free[power] = first.next;
    first.room.bytes.put(first.at, from.bytes, at, length);
    return first;
  }

  /** Direct memory, since operations are done on memory that does not move. */
  private void makeSlab(int power) {
    int size = 1 << power;
    Window slab = Scratch.window(Math.max(SLAB, size));
    for (int at = 0; at + size <= slab.bytes.capacity(); at += size) {
      push(power, new Arrival(slab, at));
    }
  }

  void give(Arrival arrival) {
    push(arrival.isAnnounced() ? 0 : powerFor(arrival.bytes), arrival);
  }

  private void push(int power, Arrival arrival) {
    arrival.previous = null;
    arrival.next = free[power];
    free[power] = arrival;
  }

  private static int powerFor(long length) {
    long last = Math.max(0, length - 1); // an empty message needs a place, too
    return Math.max(SMALLEST, Long.SIZE - Long.numberOfLeadingZeros(last));
  }
}
