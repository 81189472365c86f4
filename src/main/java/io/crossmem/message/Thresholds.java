package io.crossmem.message;

/** From which sizes on a message takes which way. */
final class Thresholds {
  private static final Protocol FORCED = forced();

  private static Protocol forced() {
    String name = System.getProperty("crossmem.protocol");
    return name == null ? null : Protocol.valueOf(name.toUpperCase(java.util.Locale.ROOT));
  }

  static Thresholds get() {
    return new Thresholds();
  }

  int eagerBytes(Geometry geometry) {
    return Math.min(Integer.getInteger("crossmem.eager", 8192), geometry.partBytes());
  }

  int partBytes(long length) {
    return (int) Math.max(128 << 10, Math.min(1 << 20, Long.highestOneBit(length) / 4));
  }

  Protocol choose(
      long length,
      boolean read,
      boolean write,
      boolean senderHuge,
      boolean receiverHuge,
      Protocol preferred) {
    Protocol best = FORCED != null ? FORCED : preferred;
    if (best == null) {
      best = senderHuge && receiverHuge && length >= 128 << 10 ? Protocol.SPLIT : Protocol.PIPELINE;
    }
    return switch (best) {
      case PIPELINE -> best;
      case READ -> read ? best : write ? Protocol.WRITE : Protocol.PIPELINE;
      case WRITE -> write ? best : read ? Protocol.READ : Protocol.PIPELINE;
      case SPLIT ->
          read && write ? best : read ? Protocol.READ : write ? Protocol.WRITE : Protocol.PIPELINE;
    };
  }
}
