package io.crossmem.internal.protocol;

import java.util.List;

/** The messages that were announced to this rank, by this rank's numbers and by the senders'. */
public final class IncomingTable {
  private final Table<IncomingMessage> messages = Table.ofIncoming();
  private final TagTable<IncomingMessage> bySend = new TagTable<>();

  /** A record for what a sender calls by its number. If this throws, nothing has changed. */
  public IncomingMessage take(Peer peer, int send) {
    IncomingMessage message = messages.take();
    try {
      bySend.add(0, peer.rank, send, message.link, 0);
    } catch (Throwable e) {
      messages.give(message);
      throw e;
    }
    message.peer = peer;
    message.send = send;
    return message;
  }

  /** Null for a number that was never given. */
  public IncomingMessage get(int number) {
    return messages.get(number);
  }

  /** What a sender calls by this number; null if nothing is known of it. */
  public IncomingMessage find(Peer peer, int send) {
    LinkedQueue.Link<IncomingMessage> found = bySend.first(0, peer.rank, send);
    return found == null ? null : found.owner;
  }

  /** The sender may use the number for another message. */
  public void forgetSend(IncomingMessage message) {
    if (message.link.isQueued()) {
      bySend.remove(message.link);
    }
  }

  public void give(IncomingMessage message) {
    forgetSend(message);
    messages.give(message);
  }

  public List<IncomingMessage> all() {
    return messages.all();
  }
}
