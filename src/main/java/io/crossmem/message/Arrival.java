package io.crossmem.message;

/**
 * A message that came before anyone asked for it: whole, or only announced. Used again and again.
 */
final class Arrival {
  /** Room for a payload, which is kept with this; null if it can only be an announcement. */
  final Window room;

  /** Where in {@link #room}. */
  final int at;

  int context;
  int source; // rank in the segment
  int tag;
  long bytes;

  // Of one that is announced:
  int send; // the sender's number of it
  long address;
  int flags;
  boolean withdrawn; // it will not come
  int missing; // then: the rank that its sender could not do without, or -1

  Arrival previous;
  Arrival next;

  Arrival(Window room, int at) {
    this.room = room;
    this.at = at;
  }

  boolean isAnnounced() {
    return room == null;
  }

  Arrival set(int inContext, int from, int label, long length) {
    context = inContext;
    source = from;
    tag = label;
    bytes = length;
    return this;
  }
}
