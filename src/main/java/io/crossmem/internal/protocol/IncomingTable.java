package io.crossmem.internal.protocol;

import java.util.List;

/** The messages announced to this rank, by receive number and by send number. */
public final class IncomingTable {
  private final Table<IncomingMessage> messages = Table.ofIncoming();
  private final TagTable<IncomingMessage> bySend = new TagTable<>();

  /** Returns a new record for a send number. If this throws, nothing has changed. */
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

  /** The record with a receive number; null if the number was never used. */
  public IncomingMessage get(int number) {
    return messages.get(number);
  }

  /** The record for a send number; null if there is none. */
  public IncomingMessage find(Peer peer, int send) {
    LinkedQueue.Link<IncomingMessage> found = bySend.first(0, peer.rank, send);
    return found == null ? null : found.owner;
  }

  /** The sender may reuse its send number. */
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
