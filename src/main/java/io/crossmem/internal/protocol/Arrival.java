package io.crossmem.internal.protocol;

import io.crossmem.internal.protocol.LinkedQueue.Link;

/** A message that arrived before its receive was posted: in full, or announced. Reused. */
public final class Arrival extends Link<Arrival> {
  private static final int KINDS = 4; // exact, any source, any tag, both

  int context;
  int source; // rank in the group
  int tag;
  long bytes;

  // If it is here in full:
  UnexpectedStore.Chunk chunk; // null if it has no bytes
  int at;

  // If it is announced:
  IncomingMessage message;

  boolean taken; // returned by a matched probe; not reused
  boolean dropped; // taken, and then received or lost with its sender

  Arrival nextFree;
  private Link<Arrival>[] byKey; // its links in tables, by kind; null until it is in one

  boolean isIndexed() {
    return byKey != null;
  }

  /** Its link in the table of a kind. */
  Link<Arrival> byKey(int kind) {
    if (byKey == null) {
      byKey = newLinks();
    }
    return byKey[kind];
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Link<Arrival>[] newLinks() {
    Link<Arrival>[] made = new Link[KINDS];
    for (int kind = 0; kind < KINDS; kind++) {
      made[kind] = new Link<>(this);
    }
    return made;
  }

  /** Whether a receive with this key matches it. */
  boolean fits(int inContext, int from, int label) {
    return context == inContext
        && (from == source || from == Operation.ANY)
        && (label == tag || label == Operation.ANY);
  }

  public int context() {
    return context;
  }

  public int source() {
    return source;
  }

  public int tag() {
    return tag;
  }

  public long bytes() {
    return bytes;
  }

  /** Whether it was returned by a matched probe, and then received or lost with its sender. */
  public boolean isDropped() {
    return dropped;
  }

  /** Null if it is here in full. */
  public IncomingMessage message() {
    return message;
  }
}
