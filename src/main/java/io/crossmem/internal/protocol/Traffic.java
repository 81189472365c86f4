package io.crossmem.internal.protocol;

import io.crossmem.internal.shm.CorruptRingException;

/**
 * Counts the messages in one direction between this rank and another, by way: eager or a protocol.
 * Written under the engine's lock, which is held anyway, so counting a small message costs two
 * additions.
 */
@SuppressWarnings("EnumOrdinal") // the order of protocols
public final class Traffic {
  /** The way of eager messages. Others have the way of their protocol. */
  public static final int EAGER = 0;

  private static final Protocol[] PROTOCOLS = Protocol.values();
  private static final int WAYS = 1 + PROTOCOLS.length;

  private long eagerMessages; // not in the arrays, which would be slower
  private long eagerBytes;

  // By way:
  private final long[] messages;
  private final long[] bytes;
  private final long[] nanos;

  Traffic() {
    messages = new long[WAYS];
    bytes = new long[WAYS];
    nanos = new long[WAYS];
  }

  private Traffic(Traffic from) {
    eagerMessages = from.eagerMessages;
    eagerBytes = from.eagerBytes;
    messages = from.messages.clone();
    bytes = from.bytes.clone();
    nanos = from.nanos.clone();
  }

  /** Counts an eager message. */
  void addEager(long length) {
    eagerMessages++;
    eagerBytes += length;
  }

  /** Counts an announced message. */
  void add(Protocol protocol, long length, long time) {
    int way = way(protocol);
    messages[way]++;
    bytes[way] += length;
    nanos[way] += time;
  }

  /** The way of a protocol. */
  public static int way(Protocol protocol) {
    return 1 + protocol.ordinal();
  }

  /** The protocol of a way that a peer sent; null for {@link #EAGER}. */
  public static Protocol protocol(int way) throws CorruptRingException {
    if (way < 0 || way >= WAYS) {
      throw new CorruptRingException("unknown protocol " + way);
    }
    return way == EAGER ? null : PROTOCOLS[way - 1];
  }

  public long messages(int way) {
    return way == EAGER ? eagerMessages : messages[way];
  }

  public long bytes(int way) {
    return way == EAGER ? eagerBytes : bytes[way];
  }

  /** The time in ns; 0 for {@link #EAGER}. */
  public long nanos(int way) {
    return nanos[way];
  }

  /** A copy; must be called under the lock. */
  public Traffic copy() {
    return new Traffic(this);
  }
}
