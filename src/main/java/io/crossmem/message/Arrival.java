package io.crossmem.message;

/** A message that came before anyone asked for it: whole, or only announced. */
final class Arrival {
  final int context;
  final int source; // rank in the segment
  final int tag;
  final long bytes;

  /** The message; null if it is only announced. */
  final Window payload;

  // Of one that is announced:
  final int send;
  final long address;
  final int flags;

  private Arrival(
      int context,
      int source,
      int tag,
      long bytes,
      Window payload,
      int send,
      long address,
      int flags) {
    this.context = context;
    this.source = source;
    this.tag = tag;
    this.bytes = bytes;
    this.payload = payload;
    this.send = send;
    this.address = address;
    this.flags = flags;
  }

  static Arrival whole(int context, int source, int tag, Window payload, int bytes) {
    return new Arrival(context, source, tag, bytes, payload, 0, 0, 0);
  }

  static Arrival announced(
      int context, int source, int tag, long bytes, int send, long address, int flags) {
    return new Arrival(context, source, tag, bytes, null, send, address, flags);
  }
}
